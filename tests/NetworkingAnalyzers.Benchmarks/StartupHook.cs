using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using NetworkingAnalyzers.Benchmarks;

/// <summary>
/// The runtime calls this in a compiler process that is measured (DOTNET_STARTUP_HOOKS; it wants this name, in no namespace): the
/// process itself says at its end what it has used.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called before the compiler's entry point.</summary>
    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable(CompilerRun.UsageVariable)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            using var self = Process.GetCurrentProcess();
            File.WriteAllText(file, string.Create(
                CultureInfo.InvariantCulture,
                $"{self.TotalProcessorTime.TotalSeconds} {GC.GetTotalAllocatedBytes()} {self.PeakWorkingSet64}"));
        };
    }
}
