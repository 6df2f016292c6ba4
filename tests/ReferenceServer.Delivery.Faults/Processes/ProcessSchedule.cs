using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using ReferenceServer.Delivery.Faults.Simulation;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>
/// One schedule with real processes: a sender and a receiver, SIGKILLed at random and started again, over a path that is reset, silenced and closed at random. Which faults come in which order follows from the seed;
/// what they meet depends on the machine. Then all is healed, and the sender must come to its end.
/// </summary>
public static class ProcessSchedule
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it.</summary>
    /// <param name="seed">Which faults.</param>
    /// <param name="naive">Whether the naive sender and receiver of incident 2 take the stage.</param>
    /// <param name="messages">How many messages the sender has to send.</param>
    /// <returns>What came of it, how many faults there were, and whether the sender came to its end.</returns>
    public static (Verdict Verdict, int Faults, bool Ended) Run(ulong seed, bool naive, int messages)
    {
        var random = new Random(Schedule.Mix(seed, 4));
        var folder = Directory.CreateTempSubdirectory("delivery-faults-").FullName;
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        using var path = new BrokenPath(address);
        var receiver = new Part(naive, "receive", address, Path.Combine(folder, "receiver"));
        var sender = new Part(naive, "send", path.Address, Path.Combine(folder, "sender"), messages.ToString(CultureInfo.InvariantCulture));
        try
        {
            receiver.Start();
            sender.Start();
            Thread.Sleep(random.Next(300, 900));
            var faults = random.Next(3, 8);
            for (var fault = 0; fault < faults; fault++)
            {
                Break(random.Next(5), path, sender, receiver, random);
                Thread.Sleep(random.Next(50, 500));
            }

            var ended = sender.End(s_patience);

            // What the kernel still holds has time to arrive.
            Thread.Sleep(naive ? 500 : 200);
            return (Judge(Path.Combine(folder, "receiver", "received.txt"), messages), faults, ended);
        }
        finally
        {
            sender.Kill();
            receiver.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Break(int kind, BrokenPath path, Part sender, Part receiver, Random random)
    {
        switch (kind)
        {
            case 0:
                path.Reset();
                break;
            case 1:
                path.Silence(true);
                Thread.Sleep(random.Next(100, 4000));
                if (random.Next(2) == 0)
                {
                    path.Reset();
                }

                path.Silence(false);
                break;
            case 2:
                path.Refuse(true);
                path.Reset();
                Thread.Sleep(random.Next(100, 500));
                path.Refuse(false);
                break;
            case 3:
                sender.Kill();
                sender.Start();
                break;
            default:
                receiver.Kill();
                Thread.Sleep(random.Next(0, 500));
                receiver.Start();
                break;
        }
    }

    private static Verdict Judge(string received, int messages)
    {
        var ledger = new Ledger();
        for (var number = 1; number <= messages; number++)
        {
            ledger.Offered((ulong)number, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
            ledger.Taken((ulong)number);
        }

        var lines = File.Exists(received) ? File.ReadAllLines(received) : [];
        foreach (var fields in lines.Select(line => line.Split(' ')))
        {
            // A line that is none was put together from two halves.
            var isLine = fields.Length == 3 && ulong.TryParse(fields[2], out var number) ? number : 0;
            ledger.Delivered(isLine, Encoding.ASCII.GetBytes(fields[^1]));
        }

        return ledger.Judge();
    }

    private static int FreePort()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>A process that is killed and started again.</summary>
    private sealed class Part(bool naive, string verb, IPEndPoint address, string folder, params string[] more)
    {
        private Process? _process;

        public void Start()
        {
            var program = Path.Combine(AppContext.BaseDirectory, naive ? "Incidents.Naive.dll" : "ReferenceClient.dll");
            string[] arguments = [program, naive ? "2-" + verb : verb, address.ToString(), folder, .. more, .. naive ? Array.Empty<string>() : ["process-crash"]];
            _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            _process.OutputDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
        }

        public bool End(TimeSpan within) => _process!.WaitForExit(within) && _process.ExitCode == 0;

        public void Kill()
        {
            if (_process is { HasExited: false })
            {
                _process.Kill();
                _process.WaitForExit();
            }

            _process?.Dispose();
            _process = null;
        }
    }
}
