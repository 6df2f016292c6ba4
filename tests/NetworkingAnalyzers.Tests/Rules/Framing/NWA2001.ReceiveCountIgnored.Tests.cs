using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ReceiveCountIgnoredTests
{
    [Fact]
    public Task A_receive_as_a_statement_is_reported() => Verify<ReceiveCountIgnored>.Reports("""
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, byte[] buffer)
            {
                socket.[|Receive|](buffer);
            }
        }
        """);

    [Fact]
    public Task A_stream_of_unknown_origin_is_quiet() => Verify<ReceiveCountIgnored>.Quiet("""
        using System.IO;

        class C
        {
            void M(Stream stream, byte[] buffer) => stream.Read(buffer, 0, 4);
        }
        """);

    [Fact]
    public Task A_stream_from_a_client_s_field_is_reported() => Verify<ReceiveCountIgnored>.Reports("""
        using System.IO;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly Stream _stream;

            C(TcpClient client) => _stream = client.GetStream();

            async Task M(byte[] buffer)
            {
                _ = await _stream.[|ReadAsync|](buffer).ConfigureAwait(false);
            }
        }
        """);
}
