using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace ReferenceServer.Benchmarks;

/// <summary><see cref="Server"/> as a process of its own, so that its processor time and memory are its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<ServerProcess> StartAsync(string transport)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "serve", transport]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("The server did not start.");
        return new ServerProcess(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)s_patience.TotalMilliseconds };
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

    /// <summary>Processor time used so far, in microseconds.</summary>
    public async Task<double> ProcessorAsync() => (await AskAsync("processor"))[0];

    /// <summary>Private memory and managed heap after a collection, in bytes.</summary>
    public async Task<(double Private, double Heap)> MemoryAsync() => await AskAsync("memory") is [var pages, var heap] ? (pages, heap) : throw new InvalidDataException();

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<double[]> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("The server is gone.");
        return [.. answer.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
