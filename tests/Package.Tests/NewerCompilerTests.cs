using System.Threading.Tasks;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>
/// Strangers' projects whose compiler is another one than the SDK's own: those between the floor (see
/// <see cref="OldestCompilerTests"/>) and the newest that can be had as a package.
/// </summary>
public sealed class NewerCompilerTests(PackedPackage package)
{
    [Theory]
    [InlineData("4.14.0", "<TargetFramework>net8.0</TargetFramework>")]
    [InlineData("4.14.0", "<TargetFramework>netstandard2.0</TargetFramework><LangVersion>7.3</LangVersion>")]
    [InlineData("5.9.0", "<TargetFramework>net10.0</TargetFramework><LangVersion>preview</LangVersion>")]
    [InlineData("5.9.0", "<TargetFramework>net462</TargetFramework><LangVersion>7.3</LangVersion>")]
    public async Task It_loads_the_rules_and_finds_the_sins(string compiler, string properties)
    {
        var folder = package.NewProject(
            "Compiler" + compiler,
            properties,
            InstallTests.Sins,
            items: $"""<PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="{compiler}" PrivateAssets="all" />"""
                + (properties.Contains("net462", System.StringComparison.Ordinal) ? """<PackageReference Include="Microsoft.NETFramework.ReferenceAssemblies" Version="1.0.3" PrivateAssets="all" />""" : ""));
        var (exitCode, output) = await Dotnet.Run(folder, "build", "-p:ReportAnalyzer=true", "-v:d");
        Assert.True(exitCode == 0, output);
        Assert.Contains($"microsoft.net.compilers.toolset/{compiler}", output, System.StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Program.cs(13): warning NWA2002", "Program.cs(8): warning NWA2001"], Dotnet.DiagnosticsIn(output));
    }
}
