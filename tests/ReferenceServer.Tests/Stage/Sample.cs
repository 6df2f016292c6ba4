using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Tests.Stage;

/// <summary>samples/ReferenceServer as a process of its own, on our transport or, as control, on Kestrel's.</summary>
public sealed class Sample : IDisposable
{
    private readonly Process _process;

    private Sample(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>What it wrote.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Processor time it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>How it ended; throws while it runs.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="transport"><c>reference</c> or <c>kestrel</c>.</param>
    /// <param name="descriptors">Descriptors it may hold.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task<Sample> StartAsync(string transport, int? descriptors = null, params string[] more)
    {
        var port = FreePort();
        var command = $"{(descriptors is { } most ? $"ulimit -n {most}; " : "")}exec dotnet {PathToSample()} --port {port} --transport {transport} {string.Join(' ', more)}";
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var sample = new Sample(process, port);
        process.OutputDataReceived += (_, line) => sample.Lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => sample.Lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var waited = Stopwatch.StartNew();
        while (await sample.GetAsync("/hello") is not { } answer || !answer.Contains("Hello", StringComparison.Ordinal))
        {
            if (process.HasExited || waited.Elapsed > Patience.Limit)
            {
                sample.Dispose();
                throw new InvalidOperationException("The sample does not start: " + string.Join('\n', sample.Lines));
            }

            await Task.Delay(50);
        }

        return sample;
    }

    /// <summary>Starts one that cannot start: its exit code and all that it printed.</summary>
    public static async Task<(int Code, string Printed)> FailAsync(string sample, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec dotnet {PathToSample(sample)} {arguments} 2>&1"]) { RedirectStandardOutput = true })!;
        try
        {
            var printed = await process.StandardOutput.ReadToEndAsync().Bounded();
            await process.WaitForExitAsync().Bounded();
            return (process.ExitCode, printed);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>A connection.</summary>
    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One request on its own connection: everything that came, or null if the connection failed or nothing came.</summary>
    public async Task<string?> GetAsync(string path)
    {
        try
        {
            using var socket = Connect();
            return await AskAsync(socket, path, "close");
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>One request on an open connection; null if no whole answer came.</summary>
    public static async Task<string?> AskAsync(Socket socket, string path, string connection = "keep-alive")
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n"));
            var buffer = new byte[16 * 1024];
            var text = "";
            while (!text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal) && !HasWholeBody(text))
            {
                var count = await socket.ReceiveAsync(buffer).Bounded();
                if (count == 0)
                {
                    return text.Length == 0 ? null : text;
                }

                text += Encoding.ASCII.GetString(buffer, 0, count);
            }

            return text;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit(5000);

    public bool WaitForExit(TimeSpan most) => _process.WaitForExit(most);

    public int Warnings() => Lines.Count(line => line.StartsWith("warn:", StringComparison.Ordinal));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5000);
        }

        _process.Dispose();
    }

    private static bool HasWholeBody(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = text.IndexOf("Content-Length: ", StringComparison.Ordinal);
        return end > 0 && length > 0 && length < end && text.Length >= end + 4 + int.Parse(text[(length + 16)..text.IndexOf('\r', length)], CultureInfo.InvariantCulture);
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string PathToSample(string sample = "ReferenceServer")
    {
        // .../tests/ReferenceServer.Tests/bin/Debug/net10.0/ -> .../samples/ReferenceServer/bin/Debug/net10.0/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", sample, "bin", here.Parent.Name, here.Name, $"{sample}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build samples/{sample} first.", path);
    }
}
