using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Incidents.Stage;

/// <summary>One of the programs under watch, as a process of its own: it can be measured, and killed. Disposing of it ends it.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private RunningProgram(Process process) => _process = process;

    /// <summary>What it wrote.</summary>
    public string[] Lines => [.. _lines];

    public int Id => _process.Id;

    /// <summary>Its exit code; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Memory that it holds, in bytes.</summary>
    public long Resident => Refreshed.WorkingSet64;

    public int Threads => Refreshed.Threads.Count;

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Processor => Refreshed.TotalProcessorTime;

    private Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Starts the naive program of an incident.</summary>
    public static RunningProgram Naive(string? host, params string[] arguments) => Start(host, "Incidents.Naive.dll", arguments);

    /// <summary>Starts the reference client.</summary>
    public static RunningProgram Client(string? host, params string[] arguments) => Start(host, "ReferenceClient.dll", arguments);

    /// <summary>Starts the reference server and returns when it listens.</summary>
    public static async Task<RunningProgram> ServerAsync(string? host, string address, int port, CancellationToken cancellation, params string[] more)
    {
        var server = Start(host, "ReferenceServer.dll", ["--address", address, "--port", $"{port}", .. more]);
        try
        {
            await server.UntilAsync(async () => (await Shell.RunAsync(host, $"ss -Hltn sport = :{port}", cancellation)).Length > 0, "the reference server listens", cancellation);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Returns when it has written such a line.</summary>
    public Task LineAsync(string part, CancellationToken cancellation) =>
        UntilAsync(() => Task.FromResult(_lines.Any(line => line.Contains(part, StringComparison.Ordinal))), $"'{part}' is written", cancellation);

    /// <summary>When it wrote such a line, counted from now; null if it does not within that time.</summary>
    public async Task<TimeSpan?> WatchForAsync(string part, TimeSpan most, CancellationToken cancellation)
    {
        var already = _lines.Count(line => line.Contains(part, StringComparison.Ordinal));
        for (var watched = Stopwatch.StartNew(); watched.Elapsed < most; await Task.Delay(5, cancellation))
        {
            if (_lines.Count(line => line.Contains(part, StringComparison.Ordinal)) > already)
            {
                return watched.Elapsed;
            }
        }

        return null;
    }

    /// <summary>SIGKILL, as from the out-of-memory killer or a power cut of the process alone.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    /// <summary>Whether it ended by itself within that time.</summary>
    public async Task<bool> EndsAsync(TimeSpan most, CancellationToken cancellation)
    {
        for (var watched = Stopwatch.StartNew(); watched.Elapsed < most; await Task.Delay(20, cancellation))
        {
            if (_process.HasExited)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellation)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(20, cancellation))
        {
            if (_process.HasExited || waited.Elapsed > s_startLimit)
            {
                throw new InvalidOperationException($"It did not come about that {what}; the program wrote: {string.Join(" | ", _lines)}");
            }
        }
    }

    private static RunningProgram Start(string? host, string program, string[] arguments)
    {
        var start = Shell.Within(host, "dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);
        start.Environment["INCIDENTS_HELD"] = "1";
        var process = Process.Start(start)!;
        var running = new RunningProgram(process);
        process.OutputDataReceived += (_, line) => running.Take(line.Data);
        process.ErrorDataReceived += (_, line) => running.Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    private void Take(string? line)
    {
        if (line is { Length: > 0 })
        {
            _lines.Enqueue(line);
        }
    }
}
