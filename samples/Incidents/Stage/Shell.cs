using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Incidents.Stage;

/// <summary>Runs the tools that somebody in an outage would run, in the namespace of a host where there is one.</summary>
internal static class Shell
{
    /// <summary>What the command wrote to both of its outputs. It has so long, and is then ended.</summary>
    public static async Task<string> RunAsync(string? host, string command, TimeSpan most, CancellationToken cancellation)
    {
        using var process = Process.Start(Within(host, "bash", "-c", command + " 2>&1"))!;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(most);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return output.TrimEnd();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"`{command}` did not end within {most.TotalSeconds} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The same for commands that take no time.</summary>
    public static Task<string> RunAsync(string? host, string command, CancellationToken cancellation) =>
        RunAsync(host, command, TimeSpan.FromSeconds(10), cancellation);

    /// <summary>Skips the incident where the command is not there.</summary>
    public static void Require(string command, string package)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("which", command) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return;
            }
        }
        catch (Win32Exception)
        {
            // Without `which` this is no system on which the incident could be played.
        }

        throw new MissingException($"The command `{command}` is missing (Debian: apt-get install {package}).");
    }

    /// <summary>A command on a host.</summary>
    public static ProcessStartInfo Within(string? host, string command, params string[] arguments) =>
        new(host is null ? command : "ip", host is null ? arguments : ["netns", "exec", host, command, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
}
