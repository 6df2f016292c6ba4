using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5001: a connection that nobody disposes of stays open, here and at the peer, until the collector happens by.</summary>
public sealed class ConnectionLeakedExperiment
{
    private const int Questions = 20;

    [Fact]
    public async Task A_forgotten_connection_keeps_its_descriptor_and_the_peer_waiting()
    {
        using var doorkeeper = new Doorkeeper();
        using (new NoCollection())
        {
            var before = OpenSockets();
            await Patience.OnOwnThread(() => AskOften(Pitfall.MayEnter, doorkeeper)).Bounded();

            Assert.Equal(0, doorkeeper.Ended);
            Assert.Equal(before + Questions + Questions, OpenSockets());
        }

        // Nobody else closes them.
        Patience.Until(() => Collect() && doorkeeper.Ended == Questions, "the collector has closed what was forgotten");
    }

    [Fact]
    public async Task A_connection_in_a_using_ends_on_every_path()
    {
        using var doorkeeper = new Doorkeeper();
        using (new NoCollection())
        {
            var before = OpenSockets();
            await Patience.OnOwnThread(() => AskOften(Mended.MayEnter, doorkeeper)).Bounded();

            Patience.Until(() => doorkeeper.Ended == Questions, "the peer has seen the end of every connection");
            Assert.Equal(before + Questions, OpenSockets());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AskOften(Func<IPEndPoint, bool> mayEnter, Doorkeeper doorkeeper)
    {
        for (var i = 0; i < Questions; i++)
        {
            Assert.False(mayEnter(doorkeeper.Address));
        }
    }

    private static bool Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }

    /// <summary>The sockets that this process holds, the peer's ends among them; only Linux lists them.</summary>
    private static int? OpenSockets() =>
        OperatingSystem.IsLinux()
            ? new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
                .Count(descriptor => descriptor.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
            : null;

    private static class Pitfall
    {
#pragma warning disable NWA5001 // the sin is the exhibit
        public static bool MayEnter(IPEndPoint doorkeeper)
        {
            var client = new TcpClient();
            client.Connect(doorkeeper);
            if (client.GetStream().ReadByte() != 'y')
            {
                return false;
            }

            client.Close();
            return true;
        }
#pragma warning restore NWA5001
    }

    private static class Mended
    {
        public static bool MayEnter(IPEndPoint doorkeeper)
        {
            using var client = new TcpClient();
            client.Connect(doorkeeper);
            return client.GetStream().ReadByte() == 'y';
        }
    }

    /// <summary>A peer that says no to everybody and keeps the connection until the other side ends it.</summary>
    private sealed class Doorkeeper : IDisposable
    {
        private readonly Socket _listener = Loopback.Listen();
        private readonly List<Socket> _visitors = [];
        private readonly Task _refusing;

        public Doorkeeper()
        {
            Address = _listener.Address();
            _refusing = Patience.OnOwnThread(() =>
            {
                for (var i = 0; i < Questions; i++)
                {
                    var visitor = _listener.Accept();
                    lock (_visitors)
                    {
                        _visitors.Add(visitor);
                    }

                    visitor.Send("n"u8);
                }
            });
        }

        public IPEndPoint Address { get; }

        /// <summary>How many visitors have closed their end.</summary>
        public int Ended
        {
            get
            {
                lock (_visitors)
                {
                    return _visitors.Count(visitor => visitor.Poll(0, SelectMode.SelectRead));
                }
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            Patience.Until(() => _refusing.IsCompleted, "the doorkeeper has gone home");
            _visitors.ForEach(visitor => visitor.Dispose());
        }
    }

    /// <summary>A stretch in which the collector does not run, so that it closes nothing meanwhile.</summary>
    private sealed class NoCollection : IDisposable
    {
        public NoCollection() => Assert.True(GC.TryStartNoGCRegion(8 * 1024 * 1024));

        public void Dispose() => GC.EndNoGCRegion();
    }
}
