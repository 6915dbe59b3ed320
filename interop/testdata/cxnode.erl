%% A Cx node on Erlang's diameter. It answers all six commands, or sends all
%% six, and prints every message it decoded and every message it encoded, AVP
%% by AVP in wire order, for the test that started it:
%%
%%   message received UAR
%%   error 5005 ...                 one line for each error of the decoder
%%   avp 0 Session-Id M client.example.org;1;2
%%   avp 0 Supported-Features VM
%%   avp 1 Vendor-Id M 10415
%%   end
%%
%% It ends when its standard input does.
-module(cxnode).

-include_lib("diameter/include/diameter.hrl").
-include_lib("diameter/include/diameter_gen_base_rfc6733.hrl").

-export([main/1]).
-export([peer_up/3, peer_down/3, pick_peer/4, prepare_request/3, prepare_retransmit/3,
         handle_answer/4, handle_error/4, handle_request/3]).

-define(APPLICATION, 16777216).
-define(VENDOR, 10415).
-define(HOST, "erlang.example.org").
-define(REALM, "example.org").

%% main is called with what to be and a port of the loopback interface. A server
%% says "up" when its peer is known: diameter drops what comes between its
%% Capabilities-Exchange-Answer and that.
main(["server", Port]) ->
    start({listen, transport([{ip, {127,0,0,1}}, {port, list_to_integer(Port)}, {reuseaddr, true}])}),
    io:put_chars("up\n"),
    wait();
main(["client", Port]) ->
    start({connect, transport([{raddr, {127,0,0,1}}, {rport, list_to_integer(Port)}, {reuseaddr, true}])}),
    [ok = diameter:call(?MODULE, cx, [Name | request(Name)], [{timeout, 10000}])
     || Name <- ['UAR', 'SAR', 'LIR', 'MAR', 'RTR', 'PPR']],
    wait().

%% start starts the node and waits for its peer.
start(Transport) ->
    ok = io:setopts([{encoding, unicode}]),
    ok = diameter:start(),
    ok = diameter:start_service(?MODULE, [
        {'Origin-Host', ?HOST}, {'Origin-Realm', ?REALM}, {'Host-IP-Address', [{127,0,0,1}]},
        {'Vendor-Id', 0}, {'Product-Name', "erlang"}, {'Supported-Vendor-Id', [?VENDOR, 13019]},
        {'Vendor-Specific-Application-Id', [#'diameter_base_Vendor-Specific-Application-Id'{
            'Vendor-Id' = ?VENDOR, 'Auth-Application-Id' = [?APPLICATION]}]},
        {decode_format, map}, {string_decode, false}, {strict_mbit, true}, {strict_arities, true},
        {application, [{alias, cx}, {dictionary, cx}, {module, ?MODULE},
                       {request_errors, callback}, {answer_errors, callback}]}]),
    true = diameter:subscribe(?MODULE),
    {ok, _} = diameter:add_transport(?MODULE, Transport),
    receive #diameter_event{info = Info} when element(1, Info) == up -> ok end.

transport(Config) ->
    [{transport_module, diameter_tcp}, {transport_config, Config}, {connect_timer, 1000}].

wait() ->
    case io:get_line("") of
        eof -> halt(0);
        _ -> wait()
    end.

%% What diameter calls.

peer_up(_, _, State) -> State.
peer_down(_, _, State) -> State.
pick_peer([Peer | _], _, _, _) -> {ok, Peer};
pick_peer([], _, _, _) -> false.
prepare_request(Packet, _, _) -> {send, Packet}.
prepare_retransmit(Packet, _, _) -> {send, Packet}.

handle_answer(Packet, [_ | _] = Request, _, _) ->
    show(sent, encoded(Request)),
    show(received, Packet);
handle_answer(Packet, #diameter_packet{msg = Request}, Service, Peer) ->
    handle_answer(Packet, Request, Service, Peer).

handle_error(Reason, _, _, _) ->
    io:put_chars(io_lib:format("failed ~0p~n", [Reason])).

handle_request(#diameter_packet{msg = [Name | Avps]} = Packet, _, _) ->
    show(received, Packet),
    Answer = [answer_name(Name) | (answer(Name))#{'Session-Id' => maps:get('Session-Id', Avps)}],
    show(sent, encoded(Answer)),
    {reply, Answer}.

%% What is printed.

%% encoded returns a message as the decoder of diameter sees it.
encoded(Message) ->
    Options = #{app_dictionary => cx, decode_format => map, string_decode => false,
                strict_mbit => true, strict_arities => true, rfc => 6733},
    Header = #diameter_header{version = 1, length = 0, end_to_end_id = 1, hop_by_hop_id = 1,
                              is_error = false, is_retransmitted = false},
    Given = #diameter_packet{header = Header, msg = Message},
    #diameter_packet{bin = Bin} = diameter_codec:encode(cx, Given),
    diameter_codec:decode(cx, Options, Bin).

show(Direction, #diameter_packet{msg = [Name | _], errors = Errors, avps = Avps}) ->
    io:put_chars([io_lib:format("message ~s ~s~n", [Direction, Name]),
                  [io_lib:format("error ~0p~n", [E]) || E <- Errors],
                  [show_avp(0, A) || A <- Avps], "end\n"]).

show_avp(Depth, [Group | Members]) ->
    [show_avp(Depth, Group) | [show_avp(Depth + 1, M) || M <- Members]];
show_avp(Depth, #diameter_avp{name = undefined, code = Code, vendor_id = Vendor, data = Data}) ->
    io_lib:format("avp ~b unknown ~p/~p ~s~n", [Depth, Code, Vendor, hex(Data)]);
show_avp(Depth, #diameter_avp{name = Name, vendor_id = Vendor, is_mandatory = M, type = Type, value = Value}) ->
    Flags = [[$V || Vendor /= undefined], [$M || M]],
    case lists:flatten(Flags) of [] -> Shown = "-"; Shown -> ok end,
    [io_lib:format("avp ~b ~s ~s", [Depth, Name, Shown]), value(Type, Value), $\n].

value('Grouped', _) -> "";
value(Type, V) -> [$\s, text(Type, V)].

text('OctetString', V) -> hex(iolist_to_binary(V));
text('Time', {{Y, Mo, D}, {H, Mi, S}}) -> io_lib:format("~4..0b-~2..0b-~2..0bT~2..0b:~2..0b:~2..0bZ", [Y, Mo, D, H, Mi, S]);
text('Address', V) -> inet:ntoa(V);
text('DiameterURI', #diameter_uri{type = Type, fqdn = Host, port = Port, transport = Transport, protocol = Protocol}) ->
    io_lib:format("~s ~s ~b ~s ~s", [Type, Host, Port, Transport, Protocol]);
text(_, V) when is_integer(V) -> integer_to_list(V);
text(_, V) when is_atom(V) -> atom_to_list(V); % it could not be read
text(_, V) -> V.

hex(Bin) -> [io_lib:format("~2.16.0b", [B]) || <<B>> <= Bin].

%% What is sent.

answer_name(Name) ->
    [A, B, $R] = atom_to_list(Name),
    list_to_existing_atom([A, B, $A]).

common() ->
    #{'Vendor-Specific-Application-Id' => #{'Vendor-Id' => ?VENDOR, 'Auth-Application-Id' => ?APPLICATION},
      'DRMP' => 9,
      'Auth-Session-State' => 1,
      'Origin-Host' => <<?HOST>>,
      'Origin-Realm' => <<?REALM>>,
      'Supported-Features' => [#{'Vendor-Id' => ?VENDOR, 'Feature-List-ID' => N, 'Feature-List' => 16#80000000 bor N} || N <- [1, 2]]}.

%% only returns the AVPs that all messages have and those of With.
only(With) -> maps:merge(common(), With).

request_common(With) ->
    only(maps:merge(#{'Session-Id' => diameter:session_id(?HOST),
                      'Destination-Realm' => <<"example.org">>,
                      'Destination-Host' => <<"go.example.org">>}, With)).

request('UAR') ->
    request_common(#{'User-Name' => <<"user@example.org">>,
        'OC-Supported-Features' => #{'OC-Feature-Vector' => 1},
        'Public-Identity' => <<"sip:j", 16#c3, 16#bc, "rgen@example.org">>,
        'Visited-Network-Identifier' => <<0, 1, 2, 255>>,
        'User-Authorization-Type' => 2,
        'UAR-Flags' => 1,
        'Proxy-Info' => [#{'Proxy-Host' => <<"a.example.org">>, 'Proxy-State' => <<0, 255>>},
                         #{'Proxy-Host' => <<"b.example.org">>, 'Proxy-State' => <<>>}]});
request('SAR') ->
    request_common(#{'User-Name' => <<"user@example.org">>,
        'OC-Supported-Features' => #{},
        'Public-Identity' => [<<"sip:one@example.org">>, <<"tel:+4930123456">>],
        'Wildcarded-Public-Identity' => <<"sip:chat-!.*!@example.org">>,
        'Server-Name' => <<"sip:scscf.example.org">>,
        'Server-Assignment-Type' => 14,
        'User-Data-Already-Available' => 0,
        'SCSCF-Restoration-Info' => restoration(<<"user@example.org">>),
        'Multiple-Registration-Indication' => 1,
        'Session-Priority' => 4,
        'SAR-Flags' => 16#ffffffff,
        'Failed-PCSCF' => #{'PCSCF-FQDN' => <<"pcscf.example.org">>,
                            'PCSCF-IP-Address' => [{192,0,2,1}, {16#2001,16#db8,0,0,0,0,0,16#ff}]}});
request('LIR') ->
    request_common(#{'Originating-Request' => 0,
        'OC-Supported-Features' => #{'OC-Feature-Vector' => 16#ffffffffffffffff},
        'Public-Identity' => <<"sip:user@example.org">>,
        'User-Authorization-Type' => 0,
        'Session-Priority' => 0});
request('MAR') ->
    request_common(#{'User-Name' => <<"user@example.org">>,
        'Public-Identity' => <<"sip:user@example.org">>,
        'SIP-Auth-Data-Item' => auth_item(1),
        'SIP-Number-Auth-Items' => 5,
        'Server-Name' => <<"sip:scscf.example.org">>});
request('RTR') ->
    request_common(#{'User-Name' => <<"user@example.org">>,
        'Associated-Identities' => #{'User-Name' => [<<"one@example.org">>, <<"two@example.org">>]},
        'Public-Identity' => [<<"sip:one@example.org">>],
        'Deregistration-Reason' => #{'Reason-Code' => 3, 'Reason-Info' => <<"moved">>},
        'RTR-Flags' => 1});
request('PPR') ->
    request_common(#{'User-Name' => <<"user@example.org">>,
        'User-Data' => <<"<IMSSubscription/>">>,
        'Charging-Information' => charging(),
        'SIP-Auth-Data-Item' => auth_item(2),
        'Allowed-WAF-WWSF-Identities' => identities()}).

answered(With) -> only(With#{'Result-Code' => 2001}).

overload(With) ->
    maps:merge(#{'OC-Supported-Features' => #{'OC-Feature-Vector' => 1},
                 'OC-OLR' => #{'OC-Sequence-Number' => 16#100000001, 'OC-Report-Type' => 1,
                               'OC-Reduction-Percentage' => 25, 'OC-Validity-Duration' => 600},
                 'Load' => [#{'Load-Type' => 0, 'Load-Value' => 65535, 'SourceID' => <<?HOST>>}, #{'Load-Type' => 1}]}, With).

answer('UAR') ->
    answered(overload(#{'Server-Name' => <<"sip:scscf.example.org">>, 'Server-Capabilities' => capabilities()}));
answer('SAR') ->
    answered(overload(#{'User-Name' => <<"user@example.org">>,
        'User-Data' => <<0, 1, 2, 3, 4>>,
        'Charging-Information' => charging(),
        'Associated-Identities' => #{'User-Name' => [<<"one@example.org">>]},
        'Loose-Route-Indication' => 1,
        'SCSCF-Restoration-Info' => [restoration(<<"one@example.org">>), restoration(<<"two@example.org">>)],
        'Associated-Registered-Identities' => #{'User-Name' => [<<"three@example.org">>]},
        'Server-Name' => <<"sip:scscf.example.org">>,
        'Wildcarded-Public-Identity' => <<"sip:chat-!.*!@example.org">>,
        'Priviledged-Sender-Indication' => 1,
        'Allowed-WAF-WWSF-Identities' => identities()}));
answer('LIR') ->
    answered(overload(#{'Server-Name' => <<"sip:as.example.org">>, 'Server-Capabilities' => capabilities(),
        'Wildcarded-Public-Identity' => <<"sip:chat-!.*!@example.org">>, 'LIA-Flags' => 1}));
answer('MAR') ->
    answered(overload(#{'User-Name' => <<"user@example.org">>, 'Public-Identity' => <<"sip:user@example.org">>,
        'SIP-Number-Auth-Items' => 2, 'SIP-Auth-Data-Item' => [auth_item(1), auth_item(2)]}));
answer('RTR') ->
    answered(#{'Associated-Identities' => #{},
        'Identity-with-Emergency-Registration' =>
            [#{'User-Name' => <<"user@example.org">>, 'Public-Identity' => <<"sip:user@example.org">>}]});
answer('PPR') ->
    maps:put('Experimental-Result', #{'Vendor-Id' => ?VENDOR, 'Experimental-Result-Code' => 2001}, only(#{})).

capabilities() ->
    #{'Mandatory-Capability' => [0, 1, 4294967295], 'Optional-Capability' => [7],
      'Server-Name' => [<<"sip:one.example.org">>, <<"sip:two.example.org">>]}.

charging() ->
    #{'Primary-Event-Charging-Function-Name' => <<"aaa://ecf1.example.org:3868;transport=tcp">>,
      'Secondary-Event-Charging-Function-Name' => <<"aaa://ecf2.example.org:6666;transport=sctp;protocol=diameter">>,
      'Primary-Charging-Collection-Function-Name' => <<"aaas://ccf1.example.org:5868;transport=tcp">>,
      'Secondary-Charging-Collection-Function-Name' => <<"aaa://ccf2.example.org:3868;transport=tcp">>}.

identities() ->
    #{'WebRTC-Authentication-Function-Name' => [<<"waf.example.org">>],
      'WebRTC-Web-Server-Function-Name' => [<<"one.example.org">>, <<"two.example.org">>]}.

auth_item(N) ->
    #{'SIP-Item-Number' => N,
      'SIP-Authentication-Scheme' => <<"SIP Digest">>,
      'SIP-Authenticate' => <<1, 2, 3>>,
      'SIP-Authorization' => <<0:256>>,
      'SIP-Authentication-Context' => <<"context">>,
      'Confidentiality-Key' => <<1:128>>,
      'Integrity-Key' => <<2:128>>,
      'SIP-Digest-Authenticate' =>
          #{'Digest-Realm' => <<"example.org">>, 'Digest-QoP' => <<"auth">>, 'Digest-HA1' => <<"00112233445566778899aabbccddeeff">>,
            'Digest-Algorithm' => <<"MD5">>, 'Alternate-Digest-Algorithm' => <<"SHA2-256">>, 'Alternate-Digest-HA1' => <<"ff">>},
      'Framed-IP-Address' => <<192, 0, 2, 7>>,
      'Framed-IPv6-Prefix' => <<0, 64, 16#20, 1, 16#0d, 16#b8, 0, 0, 0, 1>>,
      'Framed-Interface-Id' => 16#0123456789abcdef,
      'Line-Identifier' => [<<1>>, <<2, 3>>]}.

restoration(User) ->
    Registration = #{'Call-ID-SIP-Header' => <<"call<<">>, 'From-SIP-Header' => <<">>from<<">>, 'To-SIP-Header' => <<">>to<<">>, 'Contact' => <<">>contact">>},
    #{'User-Name' => User,
      'Restoration-Info' => [#{'Path' => <<"<sip:p.example.org;lr><<">>, 'Contact' => <<">><sip:user@192.0.2.1>">>,
                               'Initial-CSeq-Sequence-Number' => 4711,
                               'Subscription-Info' => Registration#{'Record-Route' => <<"route">>},
                               'P-CSCF-Subscription-Info' => Registration},
                             #{'Path' => <<>>, 'Contact' => <<"second">>}],
      'Registration-Time-Out' => {{2036, 2, 7}, {6, 28, 17}},
      'SIP-Authentication-Scheme' => <<"Digest-AKAv1-MD5">>}.
