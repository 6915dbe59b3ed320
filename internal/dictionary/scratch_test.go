package dictionary
import ("testing";"os";"fmt";"strings")
func TestScratch(t *testing.T){
	dir:="../../../shared/corpora/go-diameter/"
	try:=func(app string, names ...string){
		var fs []string
		for _,n:=range names{fs=append(fs,dir+n+".xml")}
		p,err:=Read(fs,Options{Path:"x",Application:app,ReadFile:os.ReadFile})
		fmt.Println("=====",names,app)
		if err!=nil {fmt.Println(strings.ReplaceAll(err.Error(),dir,""))} else {fmt.Println("OK",len(p.Decls),len(p.Application.AVPs),len(p.Application.Commands))}
	}
	try("","base")
	try("4","base","credit_control")
	try("1","base","network_access_server")
	try("4","base","credit_control","network_access_server")
	try("16777302","base","diameter_sy")
	try("16777302","base","credit_control","network_access_server","diameter_sy")
	try("16777302","base","credit_control","network_access_server","diameter_sy", "gx_credit_control")
	try("16777238","base","credit_control","network_access_server","gx_credit_control")
	try("4","base","credit_control","network_access_server","tgpp_ro_rf")
	try("4","base","credit_control","network_access_server","tgpp_ro_rf", "tgpp_s6a")
	try("16777236","base","credit_control","network_access_server","tgpp_rx")
	try("16777252","base","tgpp_s13")
	try("16777252","base","tgpp_s13", "tgpp_s6a")
	try("16777251","base","credit_control","network_access_server","tgpp_s6a")
	try("16777265","base","tgpp_swx")
	try("16777265","base","credit_control","network_access_server","tgpp_s6a","tgpp_swx")
	try("16777265","base","credit_control","network_access_server","tgpp_swx")
	try("4","base", "credit_control", "diameter_sy", "gx_credit_control", "network_access_server", "tgpp_ro_rf", "tgpp_rx", "tgpp_s13", "tgpp_s6a", "tgpp_swx")
}
