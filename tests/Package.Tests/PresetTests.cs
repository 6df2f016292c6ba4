using System;
using System.IO;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>One property chooses what speaks; <c>.editorconfig</c> has the last word.</summary>
public sealed class PresetTests(PackedPackage package)
{
    private const string Console = "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>";

    // NWA2002, a loop that spins when the peer closes, is something a stranger can use; NWA2001 is not.
    [Theory]
    [InlineData("Default", "", new[] { "Program.cs(13): warning NWA2002", "Program.cs(8): warning NWA2001" })]
    [InlineData("Strict", "", new[] { "Program.cs(13): warning NWA2002", "Program.cs(8): warning NWA2001" })]
    [InlineData("Security", "", new[] { "Program.cs(13): warning NWA2002" })]
    [InlineData("None", "", new string[0])]
    [InlineData("None", "dotnet_diagnostic.NWA2001.severity = warning\n", new[] { "Program.cs(8): warning NWA2001" })]
    [InlineData("Security", "dotnet_diagnostic.NWA2002.severity = none\ndotnet_diagnostic.NWA2001.severity = suggestion\n", new string[0])]
    public async Task A_preset_chooses_and_editorconfig_has_the_last_word(string preset, string editorconfig, string[] expected)
    {
        var folder = package.NewProject("Preset", Console + $"<NetworkingAnalyzersPreset>{preset}</NetworkingAnalyzersPreset>", InstallTests.Sins, editorconfig: editorconfig);
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.True(exitCode == 0, output);
        Assert.Equal(expected, Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task A_preset_that_does_not_exist_is_an_error_that_says_which_do()
    {
        var folder = package.NewProject("Unknown", Console, InstallTests.Sins);
        var (exitCode, output) = await Dotnet.Run(folder, "build", "-p:NetworkingAnalyzersPreset=Everything");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error NWA0001: NetworkingAnalyzersPreset is 'Everything', but must be Default, Strict, Security or None.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preset_that_switches_rules_on_goes_with_warnings_as_errors()
    {
        var folder = package.NewProject("Errors", Console + "<NetworkingAnalyzersPreset>Security</NetworkingAnalyzersPreset><TreatWarningsAsErrors>true</TreatWarningsAsErrors>", InstallTests.Sins);
        var (exitCode, output) = await Dotnet.Run(folder, "build");
        Assert.NotEqual(0, exitCode);
        Assert.Equal(["Program.cs(13): error NWA2002"], Dotnet.DiagnosticsIn(output));
    }

    [Fact]
    public async Task One_line_for_the_whole_solution_by_central_package_management()
    {
        var folder = package.NewFolder("Central");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="NetworkingAnalyzers" Version="{package.Version}" /></ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), """
            <Project>
              <PropertyGroup><NetworkingAnalyzersPreset>Security</NetworkingAnalyzersPreset><NuGetAudit>false</NuGetAudit></PropertyGroup>
            </Project>
            """);
        foreach (var (name, preset) in ((string, string)[])[("Server", ""), ("Tool", "<NetworkingAnalyzersPreset>None</NetworkingAnalyzersPreset>")])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            await File.WriteAllTextAsync(Path.Combine(folder, name, name + ".csproj"), $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{Console}{preset}</PropertyGroup></Project>""");
            await File.WriteAllTextAsync(Path.Combine(folder, name, name + ".cs"), InstallTests.Sins);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "All.slnx"), """<Solution><Project Path="Server/Server.csproj" /><Project Path="Tool/Tool.csproj" /></Solution>""");
        var (exitCode, output) = await Dotnet.Run(folder, "build", "All.slnx");
        Assert.True(exitCode == 0, output);
        Assert.Equal(["Server.cs(13): warning NWA2002"], Dotnet.DiagnosticsIn(output));
    }
}
