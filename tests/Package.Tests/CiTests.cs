using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>The recipes of docs/ci.md that InstallTests does not run.</summary>
public sealed class CiTests(PackedPackage package)
{
    private const string Program = "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>";

    [Fact]
    public async Task Chosen_rules_fail_the_build_and_the_others_only_warn()
    {
        var (exitCode, output) = await Dotnet.Run(package.NewProject("Chosen", Program, InstallTests.Sins), "build", "-warnaserror:NWA1001,NWA2001");
        Assert.NotEqual(0, exitCode);
        Assert.Equal(["Program.cs(13): warning NWA2002", "Program.cs(8): error NWA2001"], Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task The_compiler_writes_sarif_and_marks_what_is_suppressed()
    {
        var suppressed = InstallTests.Sins.Replace(
            "    public static byte[] ReadHeader",
            "    [System.Diagnostics.CodeAnalysis.SuppressMessage(\"Framing\", \"NWA2001\", Justification = \"By design.\")]\n    public static byte[] ReadHeader",
            StringComparison.Ordinal);
        var folder = package.NewProject("Sarif", Program, suppressed);
        var (exitCode, output) = await Dotnet.Run(folder, "build", "-p:ErrorLog=networking.sarif%2Cversion=2.1");
        Assert.True(exitCode == 0, output);
        Assert.Equal(["Program.cs(14): warning NWA2002"], Dotnet.DiagnosticsIn(output));
        var run = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "networking.sarif")))!["runs"]![0]!;
        var results = run["results"]!.AsArray().Where(result => result!["ruleId"]!.GetValue<string>().StartsWith("NWA", StringComparison.Ordinal)).ToDictionary(result => result!["ruleId"]!.GetValue<string>());
        Assert.Equal(["NWA2001", "NWA2002"], results.Keys.Order());
        Assert.Equal("By design.", results["NWA2001"]!["suppressions"]![0]!["justification"]!.GetValue<string>());
        Assert.Null(results["NWA2002"]!["suppressions"]);
        var rule = run["tool"]!["driver"]!["rules"]!.AsArray().Single(rule => rule!["id"]!.GetValue<string>() == "NWA2002")!;
        Assert.EndsWith("/docs/rules/NWA2002.md", rule["helpUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("suggestion", 0)]
    [InlineData("error", 1)]
    public async Task An_area_is_raised_as_a_whole(string severity, int expected)
    {
        var folder = package.NewProject("Area", Program, InstallTests.Sins, editorconfig: $"dotnet_analyzer_diagnostic.category-Framing.severity = {severity}\n");
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.Equal(expected, exitCode);
        Assert.Equal(expected == 0 ? [] : ["Program.cs(13): error NWA2002", "Program.cs(8): error NWA2001"], Dotnet.DiagnosticsIn(output));
    }
}
