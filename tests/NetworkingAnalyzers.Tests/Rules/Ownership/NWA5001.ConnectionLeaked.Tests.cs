using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class ConnectionLeakedTests
{
    [Fact]
    public Task A_client_that_nobody_closes_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_socket_that_is_only_shut_down_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                socket.Connect("host", 80);
                socket.Send(new byte[1]);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        """);

    [Fact]
    public Task A_creation_that_is_used_on_the_spot_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                [|new UdpClient()|].Send(new byte[1], 1, "host", 53);
            }
        }
        """);

    [Fact]
    public Task A_stream_taken_from_a_creation_and_never_closed_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                var stream = [|new TcpClient("host", 80)|].GetStream();
                return stream.ReadByte();
            }
        }
        """);

    [Fact]
    public Task A_way_out_that_skips_the_close_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            bool M()
            {
                var client = [|new TcpClient("host", 80)|];
                if (client.GetStream().ReadByte() < 0)
                {
                    return false;
                }

                client.Close();
                return true;
            }
        }
        """);

    [Fact]
    public Task A_throw_that_skips_the_close_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient M()
            {
                var client = [|new TcpClient()|];
                if (!client.ConnectAsync("host", 80).Wait(1000))
                {
                    throw new TimeoutException();
                }

                return client;
            }
        }
        """);

    [Fact]
    public Task The_old_way_to_a_connect_timeout_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient M()
            {
                var client = [|new TcpClient()|];
                var pending = client.BeginConnect("host", 80, null, null);
                if (!pending.AsyncWaitHandle.WaitOne(1000))
                {
                    throw new TimeoutException();
                }

                client.EndConnect(pending);
                return client;
            }
        }
        """, framework: "net462");

    [Fact]
    public Task A_caught_failure_of_the_conversation_that_leaves_it_open_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                try
                {
                    var client = [|new TcpClient("host", 80)|];
                    client.GetStream().Write(new byte[1], 0, 1);
                    client.Close();
                }
                catch (IOException e)
                {
                    Console.WriteLine(e.Message);
                }
            }
        }
        """);

    [Fact]
    public Task One_that_is_opened_again_each_round_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                while (true)
                {
                    var client = [|new TcpClient("host", 80)|];
                    client.GetStream().WriteByte(1);
                    Thread.Sleep(1000);
                }
            }
        }
        """);

    [Fact]
    public Task A_continue_that_skips_the_close_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                for (var i = 0; i < 10; i++)
                {
                    var client = [|new TcpClient("host", 80)|];
                    if (client.Available == 0)
                    {
                        continue;
                    }

                    client.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task One_that_is_overwritten_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Socket M(EndPoint local)
            {
                Socket socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                socket.Bind(local);
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                return socket;
            }
        }
        """);

    [Fact]
    public Task One_that_is_forgotten_by_null_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                TcpClient? client = [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
                client = null;
            }
        }
        """);

    [Fact]
    public Task One_that_is_overwritten_after_it_went_where_nobody_looks_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        internal class Token
        {
            internal Socket Socket;

            internal Token(Socket socket) => Socket = socket;
        }

        class C
        {
            (Socket, Token) M()
            {
                Socket socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                var token = new Token(socket);
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                return (socket, token);
            }
        }
        """);

    [Fact]
    public Task A_listener_that_keeps_its_port_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                var listener = [|new TcpListener(IPAddress.Loopback, 0)|];
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
        }
        """);

    [Fact]
    public Task A_stream_that_owns_its_socket_is_the_connection() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(Socket socket)
            {
                var stream = [|new NetworkStream(socket, ownsSocket: true)|];
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_reader_that_leaves_the_stream_open_does_not_close_it() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            string? M()
            {
                var client = [|new TcpClient("host", 80)|];
                using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
                return reader.ReadLine();
            }
        }
        """);

    [Fact]
    public Task A_TLS_stream_that_leaves_its_inner_stream_open_does_not_close_it() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = [|new TcpClient("host", 443)|];
                using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: true);
                tls.AuthenticateAsClient("host");
            }
        }
        """);

    [Fact]
    public Task A_TLS_stream_that_nobody_closes_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(Socket socket)
            {
                var tls = new SslStream([|new NetworkStream(socket, true)|]);
                tls.AuthenticateAsClient("host");
            }
        }
        """);

    [Fact]
    public Task A_method_of_ours_that_only_borrows_is_looked_into() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            static void Greet(TcpClient client) => client.Client.Send(new byte[1]);

            static void Talk(Stream stream) => Say(stream);

            static void Say(Stream stream) => stream.WriteByte(1);

            void M()
            {
                var client = [|new TcpClient("host", 80)|];
                Greet(client);
                Talk(client.GetStream());
            }
        }
        """);

    [Fact]
    public Task A_parser_of_the_framework_does_not_close_what_it_reads() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;
        #pragma warning disable SYSLIB0014

        class C
        {
            System.Xml.XmlDocument M()
            {
                var document = new System.Xml.XmlDocument();
                document.Load(WebRequest.Create("http://host/").[|GetResponse|]().GetResponseStream());
                return document;
            }
        }
        """);

    [Fact]
    public Task A_response_that_nobody_closes_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;
        #pragma warning disable SYSLIB0014

        class C
        {
            async Task<HttpStatusCode> M()
            {
                var response = (HttpWebResponse)await WebRequest.Create("http://host/").[|GetResponseAsync|]();
                return response.StatusCode;
            }
        }
        """);

    [Fact]
    public Task A_WebSocket_that_was_connected_and_never_closed_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M()
            {
                var socket = [|new ClientWebSocket()|];
                await socket.ConnectAsync(new Uri("ws://host/"), CancellationToken.None);
                await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        }
        """);

    [Fact]
    public Task A_lambda_s_own_connection_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                Func<int> ask = () =>
                {
                    var client = [|new TcpClient("host", 80)|];
                    return client.GetStream().ReadByte();
                };
                return ask();
            }
        }
        """);

    [Fact]
    public Task A_local_function_s_own_connection_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                return Ask();

                int Ask()
                {
                    var client = [|new TcpClient("host", 80)|];
                    return client.GetStream().ReadByte();
                }
            }
        }
        """);

    [Fact]
    public Task A_flag_that_closes_it_only_sometimes_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(bool close)
            {
                var client = [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
                if (close)
                {
                    client.Close();
                }
            }
        }
        """);

    [Fact]
    public Task A_parameter_that_gets_a_new_connection_is_followed() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(TcpClient? client)
            {
                client ??= [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_target_typed_creation_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                TcpClient client = [|new("host", 80)|];
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_loop_in_Main_is_reported() => Verify<ConnectionLeaked>.Reports("""
        using System.Net.Sockets;

        while (true)
        {
            var client = [|new TcpClient("host", 80)|];
            client.GetStream().WriteByte(1);
        }
        """, output: OutputKind.ConsoleApplication);

    [Fact]
    public Task On_NET_Framework_it_is_reported_too() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
            }
        }
        """, framework: "net462");

    [Fact]
    public Task A_using_declaration_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                using var client = new TcpClient("host", 80);
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_using_statement_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                using (var client = new TcpClient("host", 80))
                using (client.GetStream())
                {
                    client.Client.Send(new byte[1]);
                }
            }
        }
        """);

    [Fact]
    public Task A_using_of_the_variable_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient();
                using (client)
                {
                    client.Connect("host", 80);
                }
            }
        }
        """);

    [Fact]
    public Task An_await_using_of_a_stream_that_owns_it_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M()
            {
                await using var stream = new NetworkStream(new Socket(SocketType.Stream, ProtocolType.Tcp), ownsSocket: true);
                await stream.WriteAsync(new byte[1]);
            }
        }
        """);

    [Fact]
    public Task A_finally_that_closes_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                TcpClient? client = null;
                try
                {
                    client = new TcpClient("host", 80);
                    if (client.Available == 0)
                    {
                        return;
                    }

                    client.GetStream().WriteByte(1);
                }
                finally
                {
                    if (client != null)
                    {
                        client.Close();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task A_conditional_close_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                TcpClient? client = null;
                try
                {
                    client = new TcpClient("host", 80);
                    client.GetStream().WriteByte(1);
                }
                catch (IOException)
                {
                    Console.WriteLine("gone");
                }

                client?.Dispose();
            }
        }
        """);

    [Fact]
    public Task Close_is_a_release() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect("host", 80);
                socket.Close();
            }
        }
        """);

    [Fact]
    public Task Dispose_is_a_release() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect("host", 80);
                ((IDisposable)socket).Dispose();
            }
        }
        """);

    [Fact]
    public Task Close_with_a_timeout_is_a_release() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect("host", 80);
                socket.Close(1);
            }
        }
        """);

    [Fact]
    public Task Stop_releases_a_listener() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                listener.Stop();
                return port;
            }
        }
        """);

    [Fact]
    public Task Abort_releases_a_WebSocket() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new ClientWebSocket();
                socket.ConnectAsync(new Uri("ws://host/"), CancellationToken.None).Wait();
                socket.Abort();
            }
        }
        """);

    [Fact]
    public Task Dispose_releases_a_WebSocket() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new ClientWebSocket();
                socket.ConnectAsync(new Uri("ws://host/"), CancellationToken.None).Wait();
                socket.Dispose();
            }
        }
        """);

    [Fact]
    public Task CloseAsync_releases_a_WebSocket() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new ClientWebSocket();
                socket.ConnectAsync(new Uri("ws://host/"), CancellationToken.None).Wait();
                socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Wait();
            }
        }
        """);

    [Fact]
    public Task A_WebSocket_that_was_never_connected_holds_nothing() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new ClientWebSocket();
                Console.WriteLine(socket.State);
            }
        }
        """);

    [Fact]
    public Task Closing_the_client_s_stream_closes_the_client() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                var stream = client.GetStream();
                stream.WriteByte(1);
                stream.Close();
            }
        }
        """);

    [Fact]
    public Task A_reader_over_the_client_s_stream_closes_the_client() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            string? M()
            {
                var client = new TcpClient("host", 80);
                using (var reader = new StreamReader(client.GetStream()))
                {
                    return reader.ReadLine();
                }
            }
        }
        """);

    [Fact]
    public Task A_TLS_stream_over_a_buffered_stream_closes_the_client() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 443);
                using var tls = new SslStream(new BufferedStream(client.GetStream()), false);
                tls.AuthenticateAsClient("host");
            }
        }
        """);

    [Fact]
    public Task Closing_the_client_s_socket_closes_the_client() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                client.Client.Close();
            }
        }
        """);

    [Fact]
    public Task A_stream_that_the_client_owns_is_not_ours_to_close() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M(TcpClient client)
            {
                return client.GetStream().ReadByte();
            }
        }
        """);

    [Fact]
    public Task A_stream_that_does_not_own_its_socket_is_another_rule_s_business() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect("host", 80);
                using var stream = new NetworkStream(socket);
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_stream_made_without_ownership_holds_nothing() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(Socket socket)
            {
                var stream = new NetworkStream(socket);
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_stream_that_may_own_its_socket_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(Socket socket, bool owns)
            {
                var stream = new NetworkStream(socket, owns);
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_returned_connection_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<Stream> M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("host", 80);
                return new NetworkStream(socket, ownsSocket: true);
            }
        }
        """);

    [Fact]
    public Task A_connection_in_a_returned_tuple_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            (TcpClient, NetworkStream) M()
            {
                var client = new TcpClient("host", 80);
                return (client, client.GetStream());
            }
        }
        """);

    [Fact]
    public Task A_yielded_connection_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            IEnumerable<TcpClient> M()
            {
                var client = new TcpClient("host", 80);
                yield return client;
            }
        }
        """);

    [Fact]
    public Task A_connection_in_a_field_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient? _client;
            public Socket? Socket { get; set; }
            public TcpClient? Client => _client;
            public void Close() => Socket?.Close();

            void M()
            {
                _client = new TcpClient("host", 80);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Socket = socket;
            }
        }
        """);

    [Fact]
    public Task A_connection_in_a_collection_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(List<TcpClient> clients, Dictionary<string, TcpClient> byName, TcpClient[] array)
            {
                var client = new TcpClient("host", 80);
                clients.Add(client);
                byName["a"] = new TcpClient("host", 80);
                array[0] = new TcpClient("host", 80);
            }
        }
        """);

    [Fact]
    public Task An_out_argument_is_handed_over() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(out TcpClient client, out TcpClient second)
            {
                client = new TcpClient("host", 80);
                var other = new TcpClient("host", 80);
                second = other;
            }
        }
        """);

    [Fact]
    public Task A_constructor_that_is_given_it_may_own_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class Session
        {
            private readonly TcpClient _client;

            public Session(TcpClient client) => _client = client;

            public void Run() => _client.Close();
        }

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                new Session(client).Run();
            }
        }
        """);

    [Fact]
    public Task A_method_that_is_given_it_and_cannot_be_seen_may_own_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                ThreadPool.QueueUserWorkItem(_ => { }, client);
            }
        }
        """);

    [Fact]
    public Task A_method_of_ours_that_closes_it_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            static void Finish(TcpClient client)
            {
                try
                {
                    client.GetStream().WriteByte(1);
                }
                finally
                {
                    client.Close();
                }
            }

            void M()
            {
                var client = new TcpClient("host", 80);
                Finish(client);
            }
        }
        """);

    [Fact]
    public Task A_method_of_ours_that_keeps_it_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly List<TcpClient> _kept = new();

            void Keep(TcpClient client) => _kept.Add(client);

            void M()
            {
                var client = new TcpClient("host", 80);
                Keep(client);
            }
        }
        """);

    [Fact]
    public Task A_virtual_method_may_do_anything() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            protected virtual void Use(TcpClient client) => client.NoDelay = true;

            void M()
            {
                var client = new TcpClient("host", 80);
                Use(client);
            }
        }
        """);

    [Fact]
    public Task A_lambda_that_has_it_may_close_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                new Thread(() => client.GetStream().WriteByte(1)).Start();
            }
        }
        """);

    [Fact]
    public Task A_local_function_that_has_it_may_close_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                Talk();

                void Talk()
                {
                    client.GetStream().WriteByte(1);
                    client.Close();
                }
            }
        }
        """);

    [Fact]
    public Task A_token_that_closes_it_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(CancellationToken token)
            {
                var client = new TcpClient("host", 80);
                token.Register(client.Close);
                client.GetStream().ReadByte();
            }
        }
        """);

    [Fact]
    public Task A_pending_callback_gets_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            static void OnConnected(IAsyncResult result) => ((Socket)result.AsyncState!).Close();

            void M(SocketAsyncEventArgs args)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.BeginConnect("host", 80, OnConnected, socket);
                var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                args.Completed += (_, e) => e.ConnectSocket?.Close();
                other.ConnectAsync(args);
            }
        }
        """);

    [Fact]
    public Task A_task_that_nobody_awaits_here_may_close_it() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Task<bool> M()
            {
                var client = new TcpClient();
                return client.ConnectAsync("host", 80).ContinueWith(t => true);
            }
        }
        """);

    [Fact]
    public Task A_handle_that_is_given_out_may_be_closed() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            SafeSocketHandle M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                return socket.SafeHandle;
            }
        }
        """);

    [Fact]
    public Task A_failing_connect_is_another_rule_s_business() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient? M()
            {
                var client = new TcpClient();
                try
                {
                    client.Connect("host", 80);
                }
                catch (SocketException)
                {
                    return null;
                }

                return client;
            }
        }
        """);

    [Fact]
    public Task An_exception_that_nobody_writes_down_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var client = new TcpClient("host", 80);
                client.GetStream().WriteByte(1);
                client.Close();
            }
        }
        """);

    [Fact]
    public Task A_server_that_never_ends_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var listener = new TcpListener(IPAddress.Any, 80);
                listener.Start();
                while (true)
                {
                    using var client = listener.AcceptTcpClient();
                }
            }
        }
        """);

    [Fact]
    public Task An_accepted_connection_is_another_rule_s_business() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(TcpListener listener)
            {
                var client = listener.AcceptTcpClient();
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task What_is_open_when_Main_ends_is_closed_by_the_system() => Verify<ConnectionLeaked>.Quiet("""
        using System.Net.Sockets;

        var client = new TcpClient("host", 80);
        client.GetStream().WriteByte(1);
        """, output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("abstract class Hosted { protected abstract Task ExecuteAsync(CancellationToken token); } class Server : Hosted", "protected override", "new TcpListener(IPAddress.Any, 80)")]
    [InlineData("class Server", "internal", "[|new TcpListener(IPAddress.Any, 80)|]")]
    public Task The_listener_of_a_hosted_service_ends_with_its_host(string type, string modifiers, string listener)
    {
        var code = $$"""
            using System.Net;
            using System.Net.Sockets;
            using System.Threading;
            using System.Threading.Tasks;

            {{type}}
            {
                {{modifiers}} async Task ExecuteAsync(CancellationToken token)
                {
                    var listener = {{listener}};
                    listener.Start();
                    while (!token.IsCancellationRequested)
                    {
                        using var client = await listener.AcceptTcpClientAsync(token);
                    }
                }
            }
            """;
        return listener[0] == '[' ? Verify<ConnectionLeaked>.Reports(code) : Verify<ConnectionLeaked>.Quiet(code);
    }

    [Fact]
    public Task A_stream_that_is_taken_for_the_owner_is_NWA5004_s() => Verify<ConnectionLeaked>.Quiet("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M()
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try { await socket.ConnectAsync("host", 80); } catch { socket.Dispose(); throw; }
                using var stream = new NetworkStream(socket);
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_subclass_is_its_own_business() => Verify<ConnectionLeaked>.Quiet("""
        using System.Net;
        using System.Net.Sockets;

        class Listener : TcpListener
        {
            public Listener() : base(IPAddress.Any, 80)
            {
            }
        }
        """);

    [Fact]
    public Task A_flag_that_says_who_owns_it_is_followed() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(TcpClient? given)
            {
                TcpClient client;
                var ours = false;
                if (given == null)
                {
                    client = new TcpClient("host", 80);
                    ours = true;
                }
                else
                {
                    client = given;
                }

                client.GetStream().WriteByte(1);
                if (ours)
                {
                    client.Close();
                }
            }
        }
        """);

    [Fact]
    public Task A_success_flag_in_a_finally_is_followed() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient M()
            {
                var client = new TcpClient("host", 80);
                var done = false;
                try
                {
                    if (client.Available > 0)
                    {
                        throw new InvalidOperationException();
                    }

                    done = true;
                    return client;
                }
                finally
                {
                    if (!done)
                    {
                        client.Dispose();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task HttpClient_need_not_be_disposed() => Verify<ConnectionLeaked>.Quiet("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Task<string> M()
            {
                var client = new System.Net.Http.HttpClient();
                return client.GetStringAsync("http://host/");
            }
        }
        """);

    [Fact]
    public Task Code_that_does_not_compile_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System.Net.Sockets;

        class C
        {
            void M()
            {
                var client = new TcpClient({|CS0103:host|}, 80);
                client.{|CS1061:Frobnicate|}();
            }
        }
        """);

    [Fact]
    public Task The_declaration_becomes_a_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.Fixes("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                // The greeting.
                var client = [|new TcpClient("host", 80)|]; // plain
                client.GetStream().WriteByte(1);
            }
        }
        """, """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                // The greeting.
                using var client = new TcpClient("host", 80); // plain
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_close_that_is_there_may_stay() => Verify<ConnectionLeaked, ConnectionLeakedFix>.Fixes("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                Socket socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                socket.Connect("host", 80);
                if (socket.Send(new byte[1]) == 0)
                {
                    return;
                }

                socket.Close();
            }
        }
        """, """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                using Socket socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect("host", 80);
                if (socket.Send(new byte[1]) == 0)
                {
                    return;
                }

                socket.Close();
            }
        }
        """);

    [Fact]
    public Task A_response_becomes_a_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.Fixes("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;
        #pragma warning disable SYSLIB0014

        class C
        {
            async Task<HttpStatusCode> M()
            {
                var response = (HttpWebResponse)await WebRequest.Create("http://host/").[|GetResponseAsync|]().ConfigureAwait(false);
                return response.StatusCode;
            }
        }
        """, """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;
        #pragma warning disable SYSLIB0014

        class C
        {
            async Task<HttpStatusCode> M()
            {
                using var response = (HttpWebResponse)await WebRequest.Create("http://host/").GetResponseAsync().ConfigureAwait(false);
                return response.StatusCode;
            }
        }
        """);

    [Fact]
    public Task Two_at_once() => Verify<ConnectionLeaked, ConnectionLeakedFix>.Fixes("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                var a = [|new TcpClient("host", 80)|];
                var b = [|new TcpClient("host", 81)|];
                a.GetStream().CopyTo(b.GetStream());
            }
        }
        """, """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                using var a = new TcpClient("host", 80);
                using var b = new TcpClient("host", 81);
                a.GetStream().CopyTo(b.GetStream());
            }
        }
        """);

    [Fact]
    public Task One_that_is_also_returned_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            TcpClient? M()
            {
                var client = [|new TcpClient("host", 80)|];
                if (client.Available == 0)
                {
                    return null;
                }

                return client;
            }
        }
        """);

    [Fact]
    public Task One_that_is_overwritten_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(EndPoint local)
            {
                var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                socket.Bind(local);
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Close();
            }
        }
        """);

    [Fact]
    public Task One_without_a_variable_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                [|new UdpClient()|].Send(new byte[1], 1, "host", 53);
            }
        }
        """);

    [Fact]
    public Task One_that_is_assigned_later_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M()
            {
                TcpClient client;
                client = [|new TcpClient("host", 80)|];
                client.GetStream().WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task One_that_cannot_be_disposed_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int M()
            {
                var listener = [|new TcpListener(IPAddress.Loopback, 0)|];
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
        }
        """, framework: "net462");

    [Fact]
    public Task In_a_switch_section_it_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            void M(int i)
            {
                switch (i)
                {
                    case 1:
                        var client = [|new TcpClient("host", 80)|];
                        client.GetStream().WriteByte(1);
                        break;
                }
            }
        }
        """);

    [Fact]
    public Task A_connect_that_only_signals_this_function_hands_nothing_over() => Verify<ConnectionLeaked>.Reports("""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            Socket Connect(EndPoint server, TimeSpan limit)
            {
                var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                var connected = new ManualResetEvent(false);
                var args = new SocketAsyncEventArgs { UserToken = connected, RemoteEndPoint = server };
                args.Completed += OnConnected;
                if (socket.ConnectAsync(args) && !connected.WaitOne(limit))
                {
                    throw new TimeoutException();
                }

                return socket;
            }

            static void OnConnected(object? sender, SocketAsyncEventArgs args) => ((ManualResetEvent)args.UserToken!).Set();
        }
        """);

    private static string Having(string members) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
            private Socket? _kept;

            public bool IsKept => _kept?.Connected == true;

            {{members}}
        }
        """;

    [Theory]
    [InlineData("void M() { var client = [|Open|](); client.GetStream().WriteByte(1); } static TcpClient Open() => new(\"host\", 80);")]
    [InlineData("async Task M() { var client = await [|OpenAsync|](); await client.GetStream().WriteAsync(new byte[1]); } async Task<TcpClient> OpenAsync() { var c = new TcpClient(); await c.ConnectAsync(\"host\", 80); return c; }")]
    [InlineData("int M(HttpWebRequest request) { var response = Ask(request); return (int)response.StatusCode; } HttpWebResponse Ask(HttpWebRequest request) { try { return (HttpWebResponse)request.GetResponse(); } catch (WebException e) when (e.Response is not null) { return (HttpWebResponse)e.Response; } }")]
    public Task What_a_method_opens_for_its_caller_is_the_callers_to_close(string members) => Verify<ConnectionLeaked>.Reports(Having(members.Replace("Ask(request); return (int)", "[|Ask|](request); return (int)")));

    [Theory]
    [InlineData("void M() { using var client = Open(); client.GetStream().WriteByte(1); } static TcpClient Open() => new(\"host\", 80);")]
    [InlineData("TcpClient M() { var client = Open(); client.GetStream().WriteByte(1); return client; } static TcpClient Open() => new(\"host\", 80);")]
    [InlineData("void M() { var socket = Get(); socket.Send(new byte[1]); } Socket Get() => _socket;")]
    [InlineData("void M() { var socket = Get(); socket.Send(new byte[1]); } Socket Get() { if (_kept is null) { _kept = new Socket(SocketType.Stream, ProtocolType.Tcp); } return _kept; }")]
    [InlineData("void M() { var socket = Get(); socket.Send(new byte[1]); } Socket Get() { var made = new Socket(SocketType.Stream, ProtocolType.Tcp); _kept = made; return made; }")]
    [InlineData("void M() { var socket = Get(); socket.Send(new byte[1]); } protected virtual Socket Get() => new(SocketType.Stream, ProtocolType.Tcp);")]
    [InlineData("void M() { _kept = Get(); } Socket Get() => new(SocketType.Stream, ProtocolType.Tcp);")]
    public Task What_is_closed_kept_or_not_the_callers_is_quiet(string members) => Verify<ConnectionLeaked>.Quiet(Having(members));

    [Theory]
    [InlineData("void M() { _socket = _socket.[|Accept|](); }")]
    [InlineData("async Task M() { _socket = await _socket.[|AcceptAsync|](); }")]
    [InlineData("void M() { _socket.BeginAccept(Done, null); } void Done(IAsyncResult r) { _socket = _socket.[|EndAccept|](r); _socket.Send(new byte[1]); }")]
    public Task A_listener_that_makes_room_for_what_it_accepts_is_reported(string members) => Verify<ConnectionLeaked>.Reports(Having(members));

    [Theory]
    [InlineData("void M() { var listener = _socket; _socket = _socket.Accept(); listener.Close(); }")]
    [InlineData("void M() { _kept = _socket.Accept(); }")]
    [InlineData("void M() { var client = _socket.Accept(); _kept = client; }")]
    [InlineData("void L() { _kept = _socket; } void M() { _socket = _socket.Accept(); }")]
    public Task A_listener_that_has_another_name_is_quiet(string members) => Verify<ConnectionLeaked>.Quiet(Having(members));

    [Fact]
    public Task A_lost_listener_gets_no_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.OffersNothing(Having("void M() { _socket = _socket.[|Accept|](); }"));

    [Fact]
    public Task What_a_method_opens_gets_a_using() => Verify<ConnectionLeaked, ConnectionLeakedFix>.Fixes(
        Having("void M() { var client = [|Open|](); client.GetStream().WriteByte(1); } static TcpClient Open() => new(\"host\", 80);"),
        Having("void M() { using var client = Open(); client.GetStream().WriteByte(1); } static TcpClient Open() => new(\"host\", 80);"));

    private static string Asking(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Http;
        using System.Threading.Tasks;

        class C
        {
            async Task<string> M(HttpClient http, HttpRequestMessage request)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("var response = await http.[|SendAsync|](request, HttpCompletionOption.ResponseHeadersRead); return response.StatusCode.ToString();")]
    [InlineData("var response = await http.[|GetAsync|](\"http://a\", HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false); if (!response.IsSuccessStatusCode) { return \"\"; } return await response.Content.ReadAsStringAsync();")]
    public Task A_response_of_which_only_the_headers_were_asked_for_is_to_be_closed(string statements) => Verify<ConnectionLeaked>.Reports(Asking(statements));

    [Theory]
    [InlineData("var response = await http.SendAsync(request); return response.StatusCode.ToString();")]
    [InlineData("var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead); return response.StatusCode.ToString();")]
    [InlineData("using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); return response.StatusCode.ToString();")]
    [InlineData("var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); return await response.Content.ReadAsStringAsync();")]
    [InlineData("var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); if (!response.IsSuccessStatusCode) { response.Dispose(); throw new Exception(); } return await response.Content.ReadAsStringAsync();")]
    [InlineData("using var own = new HttpClient(); var response = await own.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); return response.StatusCode.ToString();")]
    [InlineData("var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();")]
    public Task A_response_that_is_read_closed_or_whole_is_quiet(string statements) => Verify<ConnectionLeaked>.Quiet(Asking(statements));

    [Fact]
    public Task A_client_that_was_never_put_into_a_variable_is_closed_by_nobody() => Verify<ConnectionLeaked>.Reports("""
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            Task<int> Wake(byte[] magic, IPEndPoint all) => [|new UdpClient { EnableBroadcast = true }|].SendAsync(magic, magic.Length, all);
        }
        """);

    [Fact]
    public Task A_client_in_a_variable_whose_send_goes_on_is_quiet() => Verify<ConnectionLeaked>.Quiet("""
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            Task<int> Wake(byte[] magic, IPEndPoint all)
            {
                var udp = new UdpClient { EnableBroadcast = true };
                return udp.SendAsync(magic, magic.Length, all);
            }
        }
        """);

    [Theory]
    [InlineData("var listener = new HttpListener(); token.Register(() => listener.Close()); listener.Prefixes.Add(\"http://localhost:1/\"); listener.Start();")]
    [InlineData("var client = new TcpClient(); token.Register(() => client.Close()); client.Connect(\"host\", 80); client.GetStream().WriteByte(1);")]
    public Task What_a_lambda_closes_from_before_it_is_opened_is_quiet(string statements) => Verify<ConnectionLeaked>.Quiet($$"""
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            void M(CancellationToken token)
            {
                {{statements}}
            }
        }
        """);

    private static string AskingOver(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Threading.Tasks;

        class C
        {
        #pragma warning disable SYSLIB0014
            async Task<string?> M(HttpClient client, Uri uri, HttpRequestMessage given, bool again)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("HttpResponseMessage? r = null; if (again) { r = await client.SendAsync(given, HttpCompletionOption.ResponseHeadersRead); } r ??= await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead); using (r) { return r.ReasonPhrase; }")]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Head, uri); var r = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); return r.RequestMessage!.RequestUri!.AbsoluteUri;")]
    [InlineData("await Task.Yield(); var r = WebRequest.Create(uri).GetResponse(); using (var reader = new StreamReader(r.GetResponseStream() ?? throw new InvalidOperationException())) { return reader.ReadToEnd(); }")]
    public Task Written_only_where_it_is_null_without_a_body_or_for_the_compilers_sake_it_is_quiet(string statements) => Verify<ConnectionLeaked>.Quiet(AskingOver(statements));

    [Theory]
    [InlineData("HttpResponseMessage? r = null; if (again) { r = await client.[|SendAsync|](given, HttpCompletionOption.ResponseHeadersRead); } r = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead); using (r) { return r.ReasonPhrase; }")]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Get, uri); var r = await client.[|SendAsync|](request, HttpCompletionOption.ResponseHeadersRead); return r.RequestMessage!.RequestUri!.AbsoluteUri;")]
    [InlineData("await Task.Yield(); var r = WebRequest.Create(uri).[|GetResponse|](); if (again) { throw new InvalidOperationException(); } using (var reader = new StreamReader(r.GetResponseStream())) { return reader.ReadToEnd(); }")]
    public Task Overwritten_with_a_body_or_thrown_past_it_is_reported(string statements) => Verify<ConnectionLeaked>.Reports(AskingOver(statements));

    [Theory]
    [InlineData("new ClientWebSocket()", "client.ConnectAsync(to, CancellationToken.None)", true)]
    [InlineData("[|new TcpClient()|]", "client.ConnectAsync(to.Host, to.Port)", false)]
    public Task A_WebSocket_whose_connect_failed_has_disposed_of_itself(string made, string connect, bool isQuiet)
    {
        var code = $$"""
            using System;
            using System.Net.Sockets;
            using System.Net.WebSockets;
            using System.Runtime.ExceptionServices;
            using System.Threading;
            using System.Threading.Tasks;

            class C
            {
                async Task<IDisposable> M(Uri to)
                {
                    var client = {{made}};
                    try
                    {
                        var connect = {{connect}};
                        if (await Task.WhenAny(connect, Task.Delay(5000)) != connect)
                        {
                            throw new TimeoutException();
                        }

                        if (connect.IsFaulted)
                        {
                            ExceptionDispatchInfo.Capture(connect.Exception!.InnerException!).Throw();
                        }

                        return client;
                    }
                    catch (TimeoutException)
                    {
                        client.Dispose();
                        throw;
                    }
                }
            }
            """;
        return isQuiet ? Verify<ConnectionLeaked>.Quiet(code) : Verify<ConnectionLeaked>.Reports(code);
    }
}
