using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace Cad.Licensing.Pinned
{
    /// <summary>
    /// The appliance has a self-signed certificate that was read out at the factory: it is compared byte by byte
    /// by its SHA-256, which is stricter than any chain.
    /// </summary>
    public sealed class PinnedTlsLine : IDisposable
    {
        private const int MaxAnswer = 64 * 1024;
        private readonly TcpClient m_tcp;
        private readonly SslStream m_ssl;

        private PinnedTlsLine(TcpClient tcp, SslStream ssl)
        {
            m_tcp = tcp;
            m_ssl = ssl;
        }

        public static async Task<PinnedTlsLine> Open(string host, int port, byte[] sha256, TimeSpan limit)
        {
            TcpClient tcp = new TcpClient();
            SslStream ssl = null;
            try
            {
                using (CancellationTokenSource cts = new CancellationTokenSource(limit))
                {
                    await tcp.ConnectAsync(host, port, cts.Token).ConfigureAwait(false);
                    ssl = new SslStream(tcp.GetStream(), false);
                    SslClientAuthenticationOptions options = new SslClientAuthenticationOptions();
                    options.TargetHost = host;
                    options.RemoteCertificateValidationCallback = (o, cert, chain, errors) =>
                        cert != null && CryptographicOperations.FixedTimeEquals(cert.GetCertHash(HashAlgorithmName.SHA256), sha256);
                    await ssl.AuthenticateAsClientAsync(options, cts.Token).ConfigureAwait(false);
                }
                return new PinnedTlsLine(tcp, ssl);
            }
            catch
            {
                if (ssl != null)
                    ssl.Dispose();
                tcp.Dispose();
                throw;
            }
        }

        /// <summary>After any exception the line is broken and must be disposed of.</summary>
        public async Task<byte[]> Ask(byte[] question, TimeSpan limit)
        {
            using (CancellationTokenSource cts = new CancellationTokenSource(limit))
            {
                byte[] packet = new byte[4 + question.Length];
                BinaryPrimitives.WriteInt32BigEndian(packet, question.Length);
                question.CopyTo(packet, 4);
                await m_ssl.WriteAsync(packet, 0, packet.Length, cts.Token).ConfigureAwait(false);

                byte[] head = new byte[4];
                await m_ssl.ReadExactlyAsync(head, 0, 4, cts.Token).ConfigureAwait(false);
                int length = BinaryPrimitives.ReadInt32BigEndian(head);
                if (length < 0 || length > MaxAnswer)
                    throw new InvalidDataException("answer of " + length + " bytes");
                byte[] answer = new byte[length];
                await m_ssl.ReadExactlyAsync(answer, 0, length, cts.Token).ConfigureAwait(false);
                return answer;
            }
        }

        public void Dispose()
        {
            m_ssl.Dispose();
            m_tcp.Dispose();
        }
    }
}
