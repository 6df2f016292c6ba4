using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>A process on a host, which is killed, frozen and started again. Used by one thread.</summary>
internal sealed class Part(string host, string log, string program, string[] arguments) : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private Process? _process;

    /// <summary>How often it was started.</summary>
    public int Lives { get; private set; }

    /// <summary>Whether it runs, or would if it were not frozen.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>What it ended with by itself, or null.</summary>
    public int? Exit => _process is { HasExited: true } ended ? ended.ExitCode : null;

    public void Start()
    {
        if (Runs)
        {
            return;
        }

        _process?.Dispose();
        var start = new ProcessStartInfo("nsenter", ["--net=" + host, "sh", "-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", "dotnet", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardInput = true,
        };
        start.Environment["LOG"] = log;
        start.Environment["INCIDENTS_HELD"] = "1";

        // It lives a second or two: code that is compiled twice never pays off.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        Lives++;
    }

    public void Freeze(bool on)
    {
        if (Runs)
        {
            _ = kill(_process!.Id, on ? Stop : Continue);
        }
    }

    public void Kill()
    {
        if (Runs)
        {
            _process!.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
