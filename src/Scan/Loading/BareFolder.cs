using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Loads a folder of C# that need not build: project files are read for what they say, never executed.</summary>
internal static class BareFolder
{
    /// <summary>Loads a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static LoadedCode Load(LoadOptions options)
    {
        var root = Path.GetFullPath(options.Path).TrimEnd(Path.DirectorySeparatorChar);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"'{options.Path}' does not exist.");
        }

        var notes = new Notes();
        var excluded = new Exclusions(root, options.Exclude);
        var files = SourceFiles.Below(root, excluded, notes);
        var units = ProjectLayout.Of(root, files, notes);
        var ids = units.ToDictionary(unit => unit, unit => ProjectId.CreateNewId(unit.Name));
        var isCut = Cycles.Cut(units, notes);
        var workspace = new AdhocWorkspace();
        workspace.AddSolution(SolutionInfo.Create(
            SolutionId.CreateNewId(),
            VersionStamp.Default,
            projects: units.Select(unit =>
            {
                var described = Describe(unit, ids[unit], unit.Visible(isCut).Where(ids.ContainsKey).Select(other => new ProjectReference(ids[other])), notes);
                return options.ObeysConfiguration ? Configured(described, unit, files.Configs, notes) : described;
            })));
        return new LoadedCode(workspace.CurrentSolution, root, options.ShownBelow ?? options.Path, excluded, notes)
        {
            OtherTargets = options.HasAllTargets
                ? units.Where(unit => unit.Project is not null).ToImmutableDictionary(unit => ids[unit], unit => unit.Project!.OtherSymbols.ToImmutableArray())
                : ImmutableDictionary<ProjectId, ImmutableArray<ImmutableArray<string>>>.Empty,
        };
    }

    /// <summary>A project as its compilation needs it: with top-level statements it is a program, whatever its project file says.</summary>
    public static async Task<Project> Ready(Project project, CancellationToken cancellation)
    {
        if (project.CompilationOptions is not { OutputKind: OutputKind.DynamicallyLinkedLibrary } options)
        {
            return project;
        }

        // Reading and parsing is a third of all the work.
        var isProgram = 0;
        await Parallel.ForEachAsync(project.Documents, cancellation, async (document, stop) =>
        {
            if (await document.GetSyntaxRootAsync(stop).ConfigureAwait(false) is CompilationUnitSyntax unit && unit.Members.Any(member => member is GlobalStatementSyntax))
            {
                Interlocked.Exchange(ref isProgram, 1);
            }
        }).ConfigureAwait(false);
        return isProgram == 1 ? project.WithCompilationOptions(options.WithOutputKind(OutputKind.ConsoleApplication)) : project;
    }

    private static ProjectInfo Describe(ProjectUnit unit, ProjectId id, IEnumerable<ProjectReference> references, Notes notes)
    {
        var symbols = ProjectFile.Valid((unit.Project?.Framework ?? Framework.Modern).Symbols.Concat(unit.Project?.DefinedSymbols ?? []));
        return ProjectInfo.Create(
            id,
            VersionStamp.Default,
            unit.Name,
            unit.Project?.AssemblyName ?? unit.Name,
            LanguageNames.CSharp,
            filePath: unit.Project?.Path ?? Path.Combine(unit.Folder, unit.Name + ".csproj"),
            compilationOptions: new CSharpCompilationOptions(
                unit.Project?.IsProgram == true ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: unit.Project?.Nullable ?? NullableContextOptions.Disable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: symbols),
            documents: unit.Files.Select(path => DocumentInfo.Create(DocumentId.CreateNewId(id), Path.GetFileName(path), loader: new SourceFileLoader(path, notes), filePath: path))
                .Concat(GeneratedUsings(unit, id)),
            projectReferences: references,
            metadataReferences: TargetingPacks.References);
    }

    /// <summary>With the severities that the code's own configuration sets.</summary>
    private static ProjectInfo Configured(ProjectInfo described, ProjectUnit unit, IReadOnlyList<string> configs, Notes notes) => described
        .WithAnalyzerConfigDocuments(AnalyzerConfigs.For(unit.Folder, configs, described.Id, notes))
        .WithCompilationOptions(described.CompilationOptions!.WithSpecificDiagnosticOptions((unit.Project?.Silenced ?? []).Distinct().Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));

    private static IEnumerable<DocumentInfo> GeneratedUsings(ProjectUnit unit, ProjectId id) =>
        unit.Project is { } project && GlobalUsings.Of(project) is { } text
            ? [DocumentInfo.Create(
                DocumentId.CreateNewId(id),
                GlobalUsings.FileName,
                loader: TextLoader.From(TextAndVersion.Create(SourceText.From(text), VersionStamp.Default)),
                filePath: Path.Combine(unit.Folder, "obj", GlobalUsings.FileName))]
            : [];
}
