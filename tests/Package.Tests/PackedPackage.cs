using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

[assembly: AssemblyFixture(typeof(NetworkingAnalyzers.Package.Tests.PackedPackage))]

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>
/// The package, packed once for the run under a version that no cache has seen, in a feed of its own; and a stranger's projects
/// that install it, outside of the repository.
/// </summary>
public sealed class PackedPackage : IAsyncLifetime
{
    /// <summary>Where the repository lies, as the build saw it.</summary>
    public static string RepositoryRoot { get; } = FromBuild("RepositoryRoot");

    private readonly string _folder = Directory.CreateTempSubdirectory("networking-analyzers-").FullName;

    /// <summary>The version of this run's package.</summary>
    public string Version { get; } = $"0.1.0-test.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}";

    /// <summary>The packed file.</summary>
    public string File => Path.Combine(_folder, "feed", $"NetworkingAnalyzers.{Version}.nupkg");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var (exitCode, output) = await Dotnet.Run(
            RepositoryRoot,
            "pack", "nuget/NetworkingAnalyzers.Package", "--no-restore", "-c", FromBuild("Configuration"), "-o", Path.Combine(_folder, "feed"), $"-p:PackageVersion={Version}");
        Assert.True(exitCode == 0, output);
        // A stranger's project stands alone: MSBuild stops at these, whatever lies in the folders above.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, name), "<Project />");
        }

        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, ".editorconfig"), "root = true\n");
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="run" value="{Path.Combine(_folder, "feed")}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(_folder, "packages")}" />
              </config>
              <fallbackPackageFolders>
                <add key="already here" value="{GlobalPackages}" />
              </fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>A fresh folder that has the feed configured and no other trace of this repository.</summary>
    public string NewFolder(string name)
    {
        var folder = Path.Combine(_folder, name + "-" + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Writes a project that installs the package.</summary>
    public string NewProject(string name, string properties, string code, string sdk = "Microsoft.NET.Sdk", string items = "", string editorconfig = "")
    {
        var folder = NewFolder(name);
        System.IO.File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                {properties}
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NetworkingAnalyzers" Version="{Version}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
        System.IO.File.WriteAllText(Path.Combine(folder, "Program.cs"), code);
        if (editorconfig.Length > 0)
        {
            System.IO.File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n[*.cs]\n" + editorconfig);
        }

        return folder;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What this machine has restored before, so that a run downloads nothing twice.</summary>
    private static string GlobalPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal static string FromBuild(string key) =>
        typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
