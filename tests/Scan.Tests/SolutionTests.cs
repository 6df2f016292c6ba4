using System;
using System.Linq;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Tests;

/// <summary>One solution with all that goes wrong, loaded once.</summary>
public sealed class SolutionTests : IAsyncLifetime
{
    private static readonly string TwoFrameworks = MadeFolder.Project.Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", StringComparison.Ordinal);

    private readonly MadeFolder _made = new(
        ("All.slnx", """<Solution><Project Path="Two/Two.csproj"/><Project Path="Unrestorable/Unrestorable.csproj"/><Project Path="Broken/Broken.csproj"/><Project Path="Gone/Gone.csproj"/><Project Path="Basic/Basic.vbproj"/></Solution>"""),
        ("Two/Two.csproj", TwoFrameworks),
        ("Two/Both.cs", MadeFolder.Bug),
        ("Two/OnlyOld.cs", "#if NETSTANDARD\n" + MadeFolder.Bug.Replace("Peer", "Old", StringComparison.Ordinal) + "\n#endif\n"),
        ("Two/Left.cs", MadeFolder.Bug.Replace("Peer", "Left", StringComparison.Ordinal)),
        ("Two/obj/Made.cs", MadeFolder.Bug),
        ("Unrestorable/Unrestorable.csproj", MadeFolder.Project.Replace("</Project>", """<ItemGroup><PackageReference Include="No.Such.Package.Anywhere" Version="1.0.0"/></ItemGroup></Project>""", StringComparison.Ordinal)),
        ("Unrestorable/A.cs", MadeFolder.Bug),
        ("Broken/Broken.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"> <PropertyGroup>"),
        ("Broken/A.cs", MadeFolder.Bug),
        ("Basic/Basic.vbproj", MadeFolder.Project),
        ("Basic/A.vb", "Module A\nEnd Module\n"));

    private (int Code, string Output, string Errors) _ran;

    public async ValueTask InitializeAsync() => _ran = await _made.ScanPath("All.slnx", "--exclude", "Left.cs", "--format", "tsv");

    public ValueTask DisposeAsync()
    {
        _made.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_framework_is_analysed_each_finding_told_once_and_what_is_broken_passed_over()
    {
        Assert.True(_ran.Code == 1, _ran.Output + _ran.Errors);
        Assert.Equal(["Two/Both.cs", "Two/OnlyOld.cs", "Unrestorable/A.cs"], _ran.Output.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')[1].Replace(_made.Root + "/", "", StringComparison.Ordinal)));
        foreach (var said in (string[])["Unrestorable.csproj: does not restore: NU1101", "Broken.csproj: ", "Gone.csproj: Project file not found", "Basic.vbproj: "])
        {
            Assert.Contains(said, _ran.Errors, StringComparison.Ordinal);
        }
    }
}
