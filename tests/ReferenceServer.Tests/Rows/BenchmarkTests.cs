using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Rows;

/// <summary>The benchmark's short form runs through and has a figure of each transport in every row. Times are not judged: the machine is anybody's.</summary>
public sealed class BenchmarkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_short_form_prints_figures_in_every_row()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && OnPath("wrk") && OnPath("ab"), "The loads come from wrk and ab (Debian: wrk, apache2-utils).");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [PathToBenchmark(), "--short"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var printed = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
            await process.WaitForExitAsync().Bounded();
            output.WriteLine(printed);
            Assert.True(process.ExitCode == 0, await errors);

            var rows = printed.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();
            Assert.Equal(29, rows.Length);
            Assert.All(rows, row =>
            {
                // Only what was not answered may be nothing.
                var least = row[2] == "not answered" ? 0 : double.Epsilon;
                Assert.InRange(double.Parse(row[3], CultureInfo.InvariantCulture), least, double.MaxValue);
                Assert.InRange(double.Parse(row[4], CultureInfo.InvariantCulture), least, double.MaxValue);
            });
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool OnPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string PathToBenchmark()
    {
        // .../tests/ReferenceServer.Tests/bin/Debug/net10.0/ -> .../tests/ReferenceServer.Benchmarks/bin/Debug/net10.0/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.Parent!.Parent!.FullName, "ReferenceServer.Benchmarks", "bin", here.Parent.Name, here.Name, "ReferenceServer.Benchmarks.dll");
    }
}
