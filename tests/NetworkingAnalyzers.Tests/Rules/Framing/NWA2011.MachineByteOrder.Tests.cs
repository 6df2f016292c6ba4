using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class MachineByteOrderTests
{
    [Theory]
    [InlineData("int M(NetworkStream s) { var b = new byte[4]; s.ReadExactly(b); return BitConverter.[|ToInt32|](b, 0); }")]
    [InlineData("int M(NetworkStream s) { var b = new byte[4]; s.ReadExactly(b, 0, 4); return BitConverter.[|ToInt32|](b); }")]
    [InlineData("async Task<ushort> M(Stream unused, TcpClient c) { var b = new byte[8]; await c.GetStream().ReadExactlyAsync(b); return BitConverter.[|ToUInt16|](b, 2); }")]
    [InlineData("long M(BinaryReader unused, NetworkStream s) => BitConverter.[|ToInt64|](new BinaryReader(s).ReadBytes(8), 0);")]
    [InlineData("void M(Socket s) { Span<byte> b = stackalloc byte[8]; if (s.Receive(b) == 8) Use(BitConverter.[|ToDouble|](b)); } void Use(double d) { }")]
    public Task A_number_that_came_over_a_connection_is_reported(string member) => Reports(member);

    [Fact]
    public Task One_number_that_says_its_order_says_nothing_of_the_next() =>
        Reports("int M(NetworkStream s) { var b = new byte[8]; s.ReadExactly(b); return BinaryPrimitives.ReadInt32BigEndian(b) + BitConverter.[|ToInt32|](b, 4); }");

    [Theory]
    [InlineData("void M(NetworkStream s, int n) => s.Write(BitConverter.[|GetBytes|](n), 0, 4);")]
    [InlineData("async Task M(NetworkStream s, long n) => await s.WriteAsync(BitConverter.[|GetBytes|](n));")]
    [InlineData("void M(Socket s, byte[] body) { var prefix = BitConverter.[|GetBytes|](body.Length); s.Send(prefix); s.Send(body); }")]
    [InlineData("void M(Socket s, byte[] body) { s.Send(new List<ArraySegment<byte>> { new(BitConverter.[|GetBytes|](body.Length)), new(body) }); }")]
    [InlineData("void M(Socket s, ushort n) { var frame = new byte[9]; BitConverter.[|TryWriteBytes|](frame, n); s.Send(frame); }")]
    [InlineData("void M(NetworkStream s, int n) { Span<byte> frame = stackalloc byte[9]; if (!BitConverter.[|TryWriteBytes|](frame[1..], n)) return; s.Write(frame); }")]
    public Task A_number_that_is_sent_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("int M(NetworkStream s) { var b = new byte[4]; s.ReadExactly(b); if (BitConverter.IsLittleEndian) Array.Reverse(b); return BitConverter.ToInt32(b, 0); }")]
    [InlineData("int M(NetworkStream s) { var b = new byte[4]; s.ReadExactly(b); return IPAddress.NetworkToHostOrder(BitConverter.ToInt32(b, 0)); }")]
    [InlineData("void M(NetworkStream s, int n) => s.Write(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(n)), 0, 4);")]
    [InlineData("void M(NetworkStream s, int n) => s.Write(InOrder(BitConverter.GetBytes(n)), 0, 4); byte[] InOrder(byte[] b) { Array.Reverse(b); return b; }")]
    public Task Where_somebody_thought_of_the_order_it_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("int M(FileStream s) { var b = new byte[4]; s.ReadExactly(b); return BitConverter.ToInt32(b, 0); }")]
    [InlineData("int M(byte[] b) => BitConverter.ToInt32(b, 0);")]
    [InlineData("void M(FileStream s, int n) => s.Write(BitConverter.GetBytes(n), 0, 4);")]
    [InlineData("byte[] M(int n) => BitConverter.GetBytes(n);")]
    [InlineData("void M(Socket s, int n, byte[] other) { var frame = new byte[9]; BitConverter.TryWriteBytes(frame, n); s.Send(other); }")]
    [InlineData("void M(Socket s, bool b) { var frame = new byte[9]; BitConverter.TryWriteBytes(frame, b); s.Send(frame); }")]
    [InlineData("void M(NetworkStream s, bool b) => s.Write(BitConverter.GetBytes(b), 0, 1);")]
    [InlineData("int M(NetworkStream s) { var b = new byte[4]; s.ReadExactly(b); return BinaryPrimitives.ReadInt32BigEndian(b); }")]
    public Task What_does_not_travel_or_says_its_order_is_quiet(string member) => Quiet(member);

    [Fact]
    public Task The_fix_keeps_the_order_of_today() => Verify<MachineByteOrder, MachineByteOrderFix>.Fixes(
        """
        using System;
        using System.Buffers.Binary;
        using System.Net.Sockets;

        class C
        {
            int M(NetworkStream s)
            {
                var header = new byte[6];
                s.ReadExactly(header);
                var kind = BitConverter.[|ToUInt16|](header, 0); // what it is
                return kind + BitConverter.[|ToInt32|](header.AsSpan(2));
            }
        }
        """,
        """
        using System;
        using System.Buffers.Binary;
        using System.Net.Sockets;

        class C
        {
            int M(NetworkStream s)
            {
                var header = new byte[6];
                s.ReadExactly(header);
                var kind = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(header, 0, 2)); // what it is
                return kind + BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(2));
            }
        }
        """);

    [Fact]
    public Task Nothing_is_offered_for_what_is_sent() => Verify<MachineByteOrder, MachineByteOrderFix>.OffersNothing(
        Around("void M(NetworkStream s, int n) => s.Write(BitConverter.[|GetBytes|](n), 0, 4);"));

    [Fact]
    public Task A_stream_that_another_constructor_hands_on_is_a_connection() =>
        Reports("sealed class D(Stream s) { public D(TcpClient c) : this(c.GetStream()) { } int M() { var b = new byte[4]; s.ReadExactly(b); return BitConverter.[|ToInt32|](b, 0); } }");

    [Fact]
    public Task A_stream_that_a_derived_class_hands_on_is_a_connection() =>
        Reports("abstract class D(Stream s) { protected int M() { var b = new byte[4]; s.ReadExactly(b); return BitConverter.[|ToInt32|](b, 0); } } sealed class E(TcpClient c) : D(c.GetStream());");

    private static string Around(string member) =>
        "using System;\nusing System.Buffers.Binary;\nusing System.Collections.Generic;\nusing System.IO;\nusing System.Net;\nusing System.Net.Sockets;\nusing System.Threading.Tasks;\n\nclass C\n{\n    " + member + "\n}\n";

    private static Task Reports(string member) => Verify<MachineByteOrder>.Reports(Around(member));

    private static Task Quiet(string member) => Verify<MachineByteOrder>.Quiet(Around(member));
}
