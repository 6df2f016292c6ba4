using System;
using System.ComponentModel;
using System.Diagnostics;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>Runs the system's commands.</summary>
internal static class Shell
{
    /// <summary>Runs one; a failure is an exception with what it said.</summary>
    public static string Run(string command, params string[] arguments)
    {
        var (exit, output) = Try(command, "", arguments);
        return exit == 0 ? output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {output}");
    }

    /// <summary>Runs one with this on its standard input; -1 when there is no such command.</summary>
    public static (int Exit, string Output) Try(string command, string input, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var complaint = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, (output + complaint.GetAwaiter().GetResult()).Trim());
        }
        catch (Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
