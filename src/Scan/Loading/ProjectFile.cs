using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Xml;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>What a project file says that matters to reading its code.</summary>
internal sealed class ProjectFile
{
    private readonly ProjectProperties _properties;
    private readonly ImmutableArray<string> _monikers;

    private ProjectFile(string path, string sdk, ImmutableArray<string> monikers, ProjectProperties properties)
    {
        Path = path;
        Sdk = sdk;
        _monikers = monikers;
        Frameworks = [.. monikers.Select(moniker => Framework.Parse(moniker)!).Distinct()];
        _properties = properties;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The folder it is in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary><c>Microsoft.NET.Sdk.Web</c>, or empty for a project of the old style.</summary>
    public string Sdk { get; }

    /// <summary>All target frameworks that could be read; empty where none could.</summary>
    public ImmutableArray<Framework> Frameworks { get; }

    /// <summary>The one that is analysed.</summary>
    public Framework Framework => Framework.Newest(Frameworks) ?? Framework.Modern;

    /// <summary>The name of its assembly, by which friends know it.</summary>
    public string AssemblyName =>
        _properties["AssemblyName"] is { Length: > 0 } name && !name.Contains('$') ? name : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Whether it says that it is a program.</summary>
    public bool IsProgram => _properties["OutputType"].EndsWith("Exe", StringComparison.OrdinalIgnoreCase);

    /// <summary>Its nullable context.</summary>
    public NullableContextOptions Nullable =>
        Enum.TryParse<NullableContextOptions>(_properties["Nullable"], ignoreCase: true, out var context) ? context : NullableContextOptions.Disable;

    /// <summary>Whether the SDK adds its usual global usings.</summary>
    public bool HasImplicitUsings => _properties["ImplicitUsings"] is { } value
        && (value.Equals("enable", StringComparison.OrdinalIgnoreCase) || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Symbols that it defines itself. <c>DEBUG</c> is not one: a release build is analysed.</summary>
    public IEnumerable<string> DefinedSymbols => Defined(_properties);

    /// <summary>All symbols of a build for each of its other frameworks, read anew.</summary>
    public IEnumerable<ImmutableArray<string>> OtherSymbols => _monikers
        .Select(moniker => (Moniker: moniker, Framework: Framework.Parse(moniker)!))
        .Where(other => other.Framework != Framework)
        .Select(other => Valid(other.Framework.Symbols.Concat(Defined(ProjectProperties.Read(Path, other.Moniker)))));

    /// <summary>Diagnostics that it turns off.</summary>
    public IEnumerable<string> Silenced => _properties["NoWarn"]
        .Split([';', ',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
        .Where(id => !id.Contains('$'));

    /// <summary>Full paths of the projects it references.</summary>
    public IEnumerable<string> ReferencedProjects => Items("ProjectReference").Where(item => !item.IsRemoval && !item.Spec.Contains('*')).Select(item => FullPath(item.Spec));

    /// <summary>Its <c>Using</c> items.</summary>
    public IEnumerable<ProjectItem> Usings => Items("Using");

    /// <summary>Assemblies that may use its internals, by item.</summary>
    public IEnumerable<string> Friends => Items("InternalsVisibleTo").Where(item => !item.IsRemoval).Select(item => item.Spec);

    /// <summary>Its <c>Compile</c> items; the specs are relative to the project's folder.</summary>
    public IEnumerable<ProjectItem> CompileItems => Items("Compile");

    /// <summary>Reads a project file.</summary>
    /// <exception cref="XmlException">It is not XML.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProjectFile Read(string path)
    {
        var outer = ProjectProperties.Read(path, framework: "");
        var monikers = new[] { outer["TargetFramework"], outer["TargetFrameworks"], outer["TargetFrameworkVersion"] }
            .SelectMany(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var known = monikers.Select(moniker => (Moniker: moniker, Framework: Framework.Parse(moniker))).Where(pair => pair.Framework is not null).ToList();
        var newest = Framework.Newest(known.Select(pair => pair.Framework!));
        var inner = newest is null ? outer : ProjectProperties.Read(path, known.First(pair => pair.Framework == newest).Moniker);
        return new ProjectFile(path, SdkOf(path), [.. known.Select(pair => pair.Moniker)], inner);
    }

    /// <summary>A spec of an item as a full path.</summary>
    public string FullPath(string spec) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, spec.Replace('\\', '/')));

    /// <summary>Those that can stand in a condition.</summary>
    public static ImmutableArray<string> Valid(IEnumerable<string> symbols) => [.. symbols.Where(SyntaxFacts.IsValidIdentifier).Distinct()];

    private static IEnumerable<string> Defined(ProjectProperties properties) => properties["DefineConstants"]
        .Split([';', ',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
        .Where(symbol => symbol != "DEBUG" && !symbol.Contains('$'));

    private IEnumerable<ProjectItem> Items(string type) => _properties.Items.Where(item => item.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    private static string SdkOf(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        reader.MoveToContent();
        return reader.GetAttribute("Sdk") is { } sdk ? sdk.Split('/')[0] : "";
    }
}
