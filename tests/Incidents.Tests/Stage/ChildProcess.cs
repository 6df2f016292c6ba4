using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace Incidents.Tests.Stage;

/// <summary>Runs one explicit test in a process of its own: for sins that end the process.</summary>
internal static class ChildProcess
{
    /// <summary>Names the scene for <c>StartupHook</c>.</summary>
    public const string SceneVariable = "INCIDENTS_SCENE";

    /// <summary>Plays the test method of the type, which is marked as explicit, in a new process; how that ended.</summary>
    /// <param name="type">A class of tests of this assembly.</param>
    /// <param name="scene">The name of its explicit test.</param>
    /// <returns>0 where the test passed; something else where the process died or the test failed.</returns>
    public static int Play(Type type, string scene)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Incidents.Tests.dll");
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment[SceneVariable] = $"{type.FullName}.{scene}";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(3 * Patience.Limit))
        {
            process.Kill();
            Assert.Fail($"The scene {scene} did not end.");
        }

        return process.ExitCode;
    }
}
