using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using NetworkingAnalyzers.Package.Tests;

namespace NetworkingAnalyzers.Scan.Tests;

/// <summary>The tool as its users have it: packed, installed from a feed, run as a command.</summary>
public sealed class ToolTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly MadeFolder _made = new(("code/Peer.cs", MadeFolder.Bug));

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task It_installs_runs_and_stops_when_interrupted()
    {
        await Install();
        var (code, output, errors) = await Run("code");
        Assert.True(code == 1, output + errors);
        Assert.StartsWith("code/Peer.cs\n  6:16  warning  NWA2001  ", output, StringComparison.Ordinal);

        // With all that loading through MSBuild needs.
        _made.Write("project/P.csproj", MadeFolder.Project);
        _made.Write("project/Peer.cs", MadeFolder.Bug);
        (code, output, errors) = await Run("project/P.csproj");
        Assert.True(code == 1, output + errors);
        Assert.Contains("project/Peer.cs", output, StringComparison.Ordinal);

        (code, _, errors) = await Run("--severity");
        Assert.Equal(2, code);

        // So many that the interruption arrives before the end on a busy machine too.
        for (var i = 0; i < 4000; i++)
        {
            _made.Write($"many/P{i}.cs", MadeFolder.Bug.Replace("Peer", "P" + i, StringComparison.Ordinal));
        }

        (code, output, errors) = await Run(interrupt: true, "many", "--format", "html", "-o", "report.html");
        Assert.True(code == 130, code + output + errors);
        Assert.Contains("interrupted: nothing was written", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_made.Root, "report*"));
    }

    private async Task Install()
    {
        var version = $"0.1.0-test.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}";
        var (packed, said) = await Dotnet.Run(FromBuild("ScanProject"), "pack", "--no-build", "-c", FromBuild("Configuration"), "-o", _made.At("feed"), $"-p:PackageVersion={version}");
        Assert.True(packed == 0, said);
        _made.Write("nuget.config", $"""<configuration><packageSources><clear/><add key="feed" value="{_made.At("feed")}"/></packageSources></configuration>""");
        var (installed, told) = await Dotnet.Run(_made.Root, "tool", "install", "NetworkingAnalyzers.Scan", "--tool-path", _made.At("tools"), "--version", version, "--configfile", _made.At("nuget.config"));
        Assert.True(installed == 0, told);
        File.Delete(_made.At("nuget.config"));
    }

    private Task<(int Code, string Output, string Errors)> Run(params string[] arguments) => Run(interrupt: false, arguments);

    private async Task<(int Code, string Output, string Errors)> Run(bool interrupt, params string[] arguments)
    {
        var start = new ProcessStartInfo(_made.At("tools/networking-scan"), arguments) { WorkingDirectory = _made.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using var tool = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = tool.StandardOutput.ReadToEndAsync(limit.Token);
            var begun = interrupt ? await tool.StandardError.ReadLineAsync(limit.Token) : "";
            if (interrupt)
            {
                Assert.StartsWith("[1/1]", begun, StringComparison.Ordinal);
                using var kill = Process.Start("kill", ["-INT", $"{tool.Id}"]);
                await kill.WaitForExitAsync(limit.Token);
            }

            var errors = begun + await tool.StandardError.ReadToEndAsync(limit.Token);
            await tool.WaitForExitAsync(limit.Token);
            return (tool.ExitCode, await output, errors);
        }
        finally
        {
            if (!tool.HasExited)
            {
                tool.Kill(entireProcessTree: true);
            }
        }
    }

    private static string FromBuild(string key) => typeof(ToolTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
