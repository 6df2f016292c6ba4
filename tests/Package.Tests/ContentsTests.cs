using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>The package holds exactly what it should and asks for nothing that an old host lacks.</summary>
public sealed class ContentsTests(PackedPackage package)
{
    [Fact]
    public void The_entries_are_exactly_these()
    {
        using var zip = ZipFile.OpenRead(package.File);
        var entries = zip.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "LICENSE",
                "NetworkingAnalyzers.nuspec",
                "README.md",
                "analyzers/dotnet/cs/NetworkingAnalyzers.CodeFixes.dll",
                "analyzers/dotnet/cs/NetworkingAnalyzers.dll",
                "buildTransitive/NetworkingAnalyzers.props",
                "buildTransitive/NetworkingAnalyzers.targets",
                "buildTransitive/presets/None.globalconfig",
                "buildTransitive/presets/Security.globalconfig",
                "buildTransitive/presets/Strict.globalconfig",
                "icon.png",
            ],
            entries);
    }

    [Fact]
    public void It_is_a_development_dependency_with_licence_icon_readme_and_source_and_without_dependencies()
    {
        using var zip = ZipFile.OpenRead(package.File);
        using var stream = zip.GetEntry("NetworkingAnalyzers.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        var space = metadata.Name.Namespace;
        Assert.Equal("true", metadata.Element(space + "developmentDependency")?.Value);
        Assert.Equal("MIT", metadata.Element(space + "license")?.Value);
        Assert.Equal("icon.png", metadata.Element(space + "icon")?.Value);
        Assert.Equal("README.md", metadata.Element(space + "readme")?.Value);
        Assert.Equal("git", metadata.Element(space + "repository")?.Attribute("type")?.Value);
        Assert.Null(metadata.Element(space + "dependencies"));
    }

    [Theory]
    [InlineData("NetworkingAnalyzers.dll")]
    [InlineData("NetworkingAnalyzers.CodeFixes.dll")]
    public void An_assembly_references_only_what_the_oldest_supported_compiler_ships(string assembly)
    {
        using var reader = Open(assembly);
        var metadata = reader.GetMetadataReader();
        foreach (var reference in metadata.AssemblyReferences.Select(metadata.GetAssemblyReference))
        {
            var name = metadata.GetString(reference.Name);
            var limit = name switch
            {
                "netstandard" => new Version(2, 0, 0, 0),
                "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" => new Version(4, 8, 0, 0),
                "Microsoft.CodeAnalysis.Workspaces" or "Microsoft.CodeAnalysis.CSharp.Workspaces" when assembly.Contains("CodeFixes", StringComparison.Ordinal) => new Version(4, 8, 0, 0),
                "System.Memory" => new Version(4, 0, 1, 2),
                "NetworkingAnalyzers" => new Version(99, 0),
                "System.Collections.Immutable" => new Version(7, 0, 0, 0),
                _ => null,
            };
            Assert.True(limit is not null && reference.Version <= limit, $"{assembly} references {name} {reference.Version}");
        }
    }

    [Theory]
    [InlineData("NetworkingAnalyzers.dll")]
    [InlineData("NetworkingAnalyzers.CodeFixes.dll")]
    public void An_assembly_is_deterministic_and_carries_its_symbols(string assembly)
    {
        using var reader = Open(assembly);
        var kinds = reader.ReadDebugDirectory().Select(entry => entry.Type).ToList();
        Assert.Contains(DebugDirectoryEntryType.Reproducible, kinds);
        Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, kinds);
    }

    private PEReader Open(string assembly)
    {
        using var zip = ZipFile.OpenRead(package.File);
        using var entry = zip.GetEntry("analyzers/dotnet/cs/" + assembly)!.Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        bytes.Position = 0;
        return new PEReader(bytes);
    }
}
