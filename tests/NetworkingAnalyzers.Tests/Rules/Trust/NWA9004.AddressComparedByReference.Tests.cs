using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class AddressComparedByReferenceTests
{
    private static string Method(string statements) => $$"""
        using System.Collections.Generic;
        using System.Linq;
        using System.Net;
        using System.Net.NetworkInformation;
        using System.Net.Sockets;
        using System.Threading;

        class Peer
        {
            public IPAddress Address { get; set; } = IPAddress.None;
            public IPEndPoint? Remote { get; set; }
        }

        class C
        {
            private IPEndPoint? _last;
            private static readonly IPEndPoint Nobody = new IPEndPoint(IPAddress.Any, 0);

            bool M(IPAddress address, IPAddress? other, IPEndPoint endpoint, EndPoint any, Peer peer, Socket socket, List<IPEndPoint> known)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("return [|address == peer.Address|];", "return address.Equals(peer.Address);")]
    [InlineData("return [|address != peer.Address|];", "return !address.Equals(peer.Address);")]
    [InlineData("return [|other == address|];", "return object.Equals(other, address);")]
    [InlineData("return [|endpoint == peer.Remote|];", "return endpoint.Equals(peer.Remote);")]
    [InlineData("return [|peer.Remote != endpoint|];", "return !object.Equals(peer.Remote, endpoint);")]
    [InlineData("return [|other == IPAddress.Loopback|];", "return IPAddress.Loopback.Equals(other);")]
    [InlineData("return [|IPAddress.Any == other|];", "return IPAddress.Any.Equals(other);")]
    [InlineData("return [|socket.RemoteEndPoint == endpoint|];", "return object.Equals(socket.RemoteEndPoint, endpoint);")]
    [InlineData("return [|any == endpoint|];", "return any.Equals(endpoint);")]
    [InlineData("return [|((IPEndPoint)any).Address == address|];", "return ((IPEndPoint)any).Address.Equals(address);")]
    [InlineData("return [|(IPEndPoint)any == endpoint|];", "return ((IPEndPoint)any).Equals(endpoint);")]
    [InlineData("return [|peer.Remote?.Address == address|];", "return object.Equals(peer.Remote?.Address, address);")]
    [InlineData("return [|(other ?? address) == peer.Address|];", "return (other ?? address).Equals(peer.Address);")]
    [InlineData("return known.Any(one => [|one == endpoint|]);", "return known.Any(one => one.Equals(endpoint));")]
    [InlineData("return known.Count > 1 && [|address /* theirs */ == /* ours */ peer.Address|] && known[0].Port == 1;", "return known.Count > 1 && address.Equals(/* theirs */ /* ours */ peer.Address) && known[0].Port == 1;")]
    [InlineData("return [|_last == endpoint|]; // again", "return object.Equals(_last, endpoint); // again")]
    [InlineData("bool Same(EndPoint to) => [|to == any|]; return Same(endpoint);", "bool Same(EndPoint to) => to.Equals(any); return Same(endpoint);")]
    [InlineData("if ([|address == peer.Address|] || [|other != address|]) return true; return false;", "if (address.Equals(peer.Address) || !object.Equals(other, address)) return true; return false;")]
    [InlineData("return !([|address == peer.Address|]);", "return !(address.Equals(peer.Address));")]
    public Task Two_addresses_are_compared_with_Equals(string before, string after) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("return NetworkInterface.GetAllNetworkInterfaces().Any(card => [|card.GetPhysicalAddress() == PhysicalAddress.None|]);")]
    [InlineData("return [|socket.RemoteEndPoint!.Serialize() == endpoint.Serialize()|];")]
    [InlineData("return [|new DnsEndPoint(\"a\", 1) == new DnsEndPoint(\"a\", 1)|];")]
    public Task Other_addresses_too(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Reports(Method(statement));

    [Fact]
    public Task In_a_top_level_program_and_without_nullable_types() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Fixes(
        """
        #nullable disable
        using System.Net;
        var one = IPAddress.Parse(args[0]);
        var other = IPAddress.Parse(args[1]);
        System.Console.WriteLine([|one == other|]);
        """,
        """
        #nullable disable
        using System.Net;
        var one = IPAddress.Parse(args[0]);
        var other = IPAddress.Parse(args[1]);
        System.Console.WriteLine(object.Equals(one, other));
        """,
        output: Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    public Task On_every_framework(string framework) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Fixes(
        "using System.Net; class C { bool M(IPAddress a, IPAddress b) { return [|a == b|]; } }",
        "using System.Net; class C { bool M(IPAddress a, IPAddress b) { return a.Equals(b); } }",
        framework);

    [Theory]
    [InlineData("where T : IPEndPoint")]
    [InlineData("where T : EndPoint")]
    public Task A_type_parameter_that_is_an_address_is_one(string constraint) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Reports(
        $"using System.Net; class C<T> {constraint} {{ bool M(T a, T b) => [|a == b|]; }}");

    [Fact]
    public Task Pairs_are_reported_and_left_to_the_author() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.OffersNothing(Method(
        "var parent = (\"a\", endpoint); return [|(\"a\", peer.Remote) == parent|];"));

    [Theory]
    [InlineData("return other == null;")]
    [InlineData("return peer.Remote != null && null != other;")]
    [InlineData("return other == default;")]
    [InlineData("return address.Equals(other);")]
    [InlineData("return object.Equals(address, other);")]
    [InlineData("return address.AddressFamily == AddressFamily.InterNetwork;")]
    [InlineData("return address.ToString() == peer.Address.ToString();")]
    [InlineData("return endpoint.Port == 1;")]
    [InlineData("return (1, \"a\") == (2, \"b\");")]
    public Task Null_and_what_is_compared_by_value_is_quiet(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(statement));

    [Theory]
    [InlineData("return ReferenceEquals(address, other);")]
    [InlineData("return (object)address == other;")]
    [InlineData("return address == (object?)other;")]
    public Task Asking_for_the_same_object_in_words_is_quiet(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(statement));

    [Theory]
    [InlineData("return address == other || address.Equals(other);")]
    [InlineData("if (address == other) return true; return other != null && other.Equals(address);")]
    [InlineData("return address != other && !object.Equals(address, other);")]
    public Task A_quick_look_before_Equals_is_quiet(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(statement));

    [Fact]
    public Task A_comparer_that_goes_on_to_the_parts_is_quiet() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet("""
        using System.Collections.Generic;
        using System.Net;

        class SameHost : IEqualityComparer<IPEndPoint>
        {
            public bool Equals(IPEndPoint? x, IPEndPoint? y)
            {
                if (x == y) { return true; }
                return x != null && y != null && x.Address.Equals(y.Address);
            }

            public int GetHashCode(IPEndPoint x) => x.Address.GetHashCode();
        }
        """);

    [Fact]
    public Task A_comparer_that_does_not_is_reported() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Reports("""
        using System.Collections.Generic;
        using System.Net;

        class Same : IEqualityComparer<IPEndPoint>
        {
            public bool Equals(IPEndPoint? x, IPEndPoint? y) => [|x == y|];

            public int GetHashCode(IPEndPoint x) => x.GetHashCode();
        }
        """);

    [Theory]
    [InlineData("return Interlocked.CompareExchange(ref _last, endpoint, peer.Remote) == peer.Remote;")]
    [InlineData("var was = _last; return Interlocked.CompareExchange(ref _last, endpoint, was) == was;")]
    [InlineData("var was = Interlocked.CompareExchange(ref _last, endpoint, peer.Remote); return was == peer.Remote;")]
    public Task Whether_an_exchange_took_place_is_quiet(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(statement));

    [Fact]
    public Task A_query_that_a_database_runs_is_quiet() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(
        "return new List<Peer>().AsQueryable().Where(one => one.Address == address).Any();"));

    [Theory]
    [InlineData("IPEndPoint to = known.Count > 0 ? known[0] : Nobody; return to == Nobody;")]
    [InlineData("var first = known.First(); var last = first; foreach (var one in known) { last = one; } return last == first;")]
    public Task A_mark_that_is_recognised_is_quiet(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(statement));

    [Fact]
    public Task What_this_very_call_stored_and_looks_for_again_is_quiet() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(
        "var mine = new IPEndPoint(address, 1); _last = mine; Thread.Sleep(1); return _last == mine;"));

    [Theory]
    [InlineData("IPEndPoint? from = new UdpClient(0).Client.LocalEndPoint as IPEndPoint; if ([|from != _last|]) { return false; } _last = from; return true;")]
    [InlineData("var from = IPEndPoint.Parse(\"10.0.0.1:1\"); var known1 = [|_last == from|]; _last = from; return known1;")]
    public Task What_an_earlier_call_stored_is_another_object(string statement) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Reports(Method(statement));

    [Fact]
    public Task One_of_the_constants_that_can_be_nothing_else_is_quiet() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet(Method(
        "var bind = known.Count > 0 ? IPAddress.Any : IPAddress.Loopback; return bind == IPAddress.Any;"));

    [Theory]
    [InlineData("class Peer : IPEndPoint { public Peer(IPAddress address) : base(address, 1) { } }")]
    [InlineData("class Peer : EndPoint { }")]
    public Task What_derives_from_an_endpoint_is_more_than_an_address_and_quiet(string type) => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet($$"""
        using System.Net;

        {{type}}

        class C
        {
            bool M(Peer a, Peer b, EndPoint c) => a == b || a == c;
        }
        """);

    [Theory]
    [InlineData("if (endpoint != _last) { _last = endpoint; _hasLast = true; }", true)]
    [InlineData("if (endpoint != _last) _last = endpoint;", true)]
    [InlineData("if ([|endpoint != _last|]) { _last = endpoint; _changes++; }", false)]
    [InlineData("if ([|endpoint != _last|]) { _last = endpoint; _isOld = false; }", false)]
    [InlineData("if ([|endpoint != _last|]) { _last = endpoint; } else { _changes = 0; }", false)]
    [InlineData("if ([|endpoint != _last|]) { _hasLast = true; }", false)]
    public Task A_comparison_that_only_saves_a_store_is_quiet(string statement, bool isQuiet)
    {
        var code = $$"""
            using System.Net;

            class C
            {
                private IPEndPoint? _last;
                private bool _hasLast;
                private bool _isOld;
                private int _changes;

                bool M(IPEndPoint endpoint) { {{statement}} return _hasLast && _isOld && _changes > 0; }

                void Reset() => _isOld = true;
            }
            """;
        return isQuiet ? Verify<AddressComparedByReference>.Quiet(code) : Verify<AddressComparedByReference>.Reports(code);
    }

    [Theory]
    [InlineData("_peer = IPAddress.None; foreach (var one in all) { if (one.GetAddressBytes().Length == 4) { _peer = one; break; } } return _peer != IPAddress.None;", true)]
    [InlineData("_peer = IPAddress.None; foreach (var one in all) { _peer = one; } return [|_peer != IPAddress.Any|];", false)]
    [InlineData("foreach (var one in all) { _peer = one; } return [|_peer != IPAddress.None|];", false)]
    [InlineData("var bind = all.Length > 0 ? all[0] : IPAddress.Any; return [|bind == IPAddress.Any|];", false)]
    public Task The_object_that_the_method_starts_with_means_not_found(string statements, bool isQuiet)
    {
        var code = $$"""
            using System.Net;

            class C
            {
                private IPAddress _peer = IPAddress.Loopback;

                bool M(IPAddress[] all) { {{statements}} }
            }
            """;
        return isQuiet ? Verify<AddressComparedByReference>.Quiet(code) : Verify<AddressComparedByReference>.Reports(code);
    }

    [Fact]
    public Task A_test_is_quiet() => Verify<AddressComparedByReference, AddressComparedByReferenceFix>.Quiet("""
        using System.Net;

        class FactAttribute : System.Attribute { }

        class C
        {
            [Fact]
            public bool M() => new IPEndPoint(IPAddress.Any, 1).Address == IPAddress.Parse("0.0.0.0");
        }
        """);

    [Theory]
    [InlineData("private IPAddress _given = IPAddress.Any; public IPAddress Given { get { return _given; } set { _given = value; } }", "return Given != IPAddress.Any;")]
    [InlineData("public IPAddress Given { get; set; } = IPAddress.Any;", "return IPAddress.Any == Given;")]
    [InlineData("public IPAddress Given { get; set; } = IPAddress.Any;", "return [|IPAddress.Loopback == Given|];")]
    [InlineData("public IPAddress Given { get; set; } public C(IPAddress? given) => Given = given ?? IPAddress.Any;", "return [|IPAddress.Any == Given|];")]
    public Task The_object_that_a_member_starts_with_means_not_set_yet(string member, string statement)
    {
        var code = $$"""
            using System.Net;

            class C
            {
                {{member}}

                bool M(byte[] bytes) { if (bytes.Length == 4) { Given = new IPAddress(bytes); } {{statement}} }
            }
            """;
        return statement.Contains("[|", System.StringComparison.Ordinal) ? Verify<AddressComparedByReference>.Reports(code) : Verify<AddressComparedByReference>.Quiet(code);
    }
}
