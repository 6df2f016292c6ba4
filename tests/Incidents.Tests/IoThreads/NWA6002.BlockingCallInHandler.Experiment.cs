using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6002: handlers that block hold the pool's threads, and Kestrel has none left for anybody else.</summary>
public sealed class BlockingCallInHandlerExperiment
{
    private static readonly int Reports = 50 + Math.Max(Environment.ProcessorCount, ThreadPool.ThreadCount);

    [Fact]
    public void While_handlers_block_on_a_slow_backend_even_a_ping_gets_no_answer()
    {
        using var backend = new Backend();
        using var web = new Web(app => app.MapGet("/report", () => Pitfall.Report(backend.Address)));
        using var clients = new Clients();
        AskForReports(web, clients, backend, Environment.ProcessorCount);

        using var pinging = Request(web, "/ping");
        Assert.Null(pinging.TryRead(Patience.Watch));

        // It was the backend that stood in the way, and nothing else.
        backend.Answer();
        Assert.Equal("HTTP/1.1 200 OK\r", pinging.Read());
    }

    [Fact]
    public void While_handlers_await_it_a_ping_is_answered()
    {
        using var backend = new Backend();
        using var web = new Web(app => app.MapGet("/report", () => Mended.ReportAsync(backend.Address)));
        using var clients = new Clients();
        AskForReports(web, clients, backend, Reports);

        using var pinging = Request(web, "/ping");
        Assert.Equal("HTTP/1.1 200 OK\r", pinging.Read());

        backend.Answer();
        Assert.All(clients, client => Assert.Equal("HTTP/1.1 200 OK\r", client.Read()));
    }

    /// <summary>Returns when at least so many handlers wait for the backend.</summary>
    private static void AskForReports(Web web, Clients clients, Backend backend, int waiting)
    {
        using (var warmingUp = Request(web, "/ping"))
        {
            Assert.Equal("HTTP/1.1 200 OK\r", warmingUp.Read());
        }

        for (var i = 0; i < Reports; i++)
        {
            clients.Add(Request(web, "/report"));
        }

        Patience.Until(() => backend.Waiting >= waiting, "the handlers wait for the backend");
    }

    private static LineClient Request(Web web, string path)
    {
        var client = new LineClient(web.Address);
        client.Send($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r");
        return client;
    }

    private static class Pitfall
    {
#pragma warning disable NWA6002 // the sin is the exhibit
        public static int Report(IPEndPoint backend)
        {
            using var client = new TcpClient();
            client.Connect(backend);
            return client.GetStream().ReadByte();
        }
#pragma warning restore NWA6002
    }

    private static class Mended
    {
        public static async Task<int> ReportAsync(IPEndPoint backend)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(backend);
            var figure = new byte[1];
            await client.GetStream().ReadExactlyAsync(figure);
            return figure[0];
        }
    }

    /// <summary>The application under watch, on Kestrel as it comes.</summary>
    private sealed class Web : IDisposable
    {
        private readonly WebApplication _application;

        public Web(Action<WebApplication> map)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _application = builder.Build();
            _application.MapGet("/ping", () => "pong");
            map(_application);
            ((IHost)_application).Start();
            var bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            Address = IPEndPoint.Parse(new Uri(bound.Addresses.Single()).Authority);
        }

        public IPEndPoint Address { get; }

        public void Dispose() => ((IDisposable)_application).Dispose();
    }

    /// <summary>A backend that lets everybody wait until it is told to answer.</summary>
    private sealed class Backend : IDisposable
    {
        private readonly Socket _listener = Loopback.Listen();
        private readonly List<Socket> _waiting = [];
        private readonly Task _accepting;
        private bool _answering;

        public Backend()
        {
            Address = _listener.Address();
            _accepting = Patience.OnOwnThread(Accept);
        }

        public IPEndPoint Address { get; }

        public int Waiting
        {
            get
            {
                lock (_waiting)
                {
                    return _waiting.Count;
                }
            }
        }

        public void Answer()
        {
            lock (_waiting)
            {
                _answering = true;
                _waiting.ForEach(Reply);
                _waiting.Clear();
            }
        }

        public void Dispose()
        {
            Answer();
            _listener.Dispose();
            Patience.Until(() => _accepting.IsCompleted, "the backend has stopped");
        }

        private void Accept()
        {
            while (true)
            {
                var asking = _listener.Accept();
                lock (_waiting)
                {
                    if (_answering)
                    {
                        Reply(asking);
                    }
                    else
                    {
                        _waiting.Add(asking);
                    }
                }
            }
        }

        private static void Reply(Socket asking)
        {
            using (asking)
            {
                asking.Send("1"u8);
            }
        }
    }

    private sealed class Clients : List<LineClient>, IDisposable
    {
        public void Dispose() => ForEach(client => client.Dispose());
    }
}
