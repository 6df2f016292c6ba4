using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.RuleBook;
using Xunit;

namespace Incidents.Tests.Fixed;

/// <summary>
/// An experiment in which our own fix has mended the pitfall: the methods of its class <c>Pitfall</c> that the fix changed take the place of those that were mended by hand, and its facts are run on them.
/// </summary>
internal sealed class FixedExperiment
{
    private const string ByMachine = "MendedByMachine";
    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest);
    private readonly Assembly _assembly;
    private readonly string[] _facts;

    private FixedExperiment(Assembly assembly, string[] facts, string source) => (_assembly, _facts, Mended) = (assembly, facts, source);

    /// <summary>What the fix made of the pitfall.</summary>
    public string Mended { get; }

    /// <summary>Runs the rule, applies the fix wherever it is offered in the pitfall, compiles.</summary>
    /// <param name="id">The rule's id.</param>
    /// <param name="shortened">Times that the fix proposes, and shorter ones for which one can wait in a test.</param>
    public static async Task<FixedExperiment> OfAsync(string id, IReadOnlyList<(string Proposed, string Shorter)> shortened)
    {
        var rule = Rule.All.Single(one => one.Id == id);
        var name = Assert.Single(Source.Names(id + "."));
        var text = string.Join('\n', Source.Of(name).Split('\n').Where(line => !line.StartsWith("#pragma warning", StringComparison.Ordinal)));
        var experiment = SyntaxFactory.ParseCompilationUnit(text);
        var pitfall = ClassOf(experiment, "Pitfall");

        // The pitfall by itself, with what it uses of the experiment, as it would stand in somebody's project.
        var alone = string.Concat(experiment.Usings.Where(IsFramework).Select(one => one.ToFullString()))
            + "\ninternal static class Alone\n{\n" + string.Concat(UsedBy(pitfall).Select(member => member.ToFullString())) + pitfall.ToFullString() + "}\n";
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Create(), id, "Pitfall" + id, LanguageNames.CSharp,
                compilationOptions: Source.Options([rule]), parseOptions: s_parsing, metadataReferences: Source.Framework))
            .AddDocument("Pitfall.cs", alone);
        Assert.Empty((await document.Project.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var before = ClassOf((CompilationUnitSyntax)(await document.GetSyntaxRootAsync())!, "Pitfall");
        var (mended, count) = await ApplyAsync(document, rule);
        Assert.True(count > 0, $"The fix of {id} is offered nowhere in the experiment's pitfall.");
        var root = (CompilationUnitSyntax)(await mended.GetSyntaxRootAsync())!;
        var after = ClassOf(root, "Pitfall");
        var source = after.ToFullString();
        foreach (var (proposed, shorter) in shortened)
        {
            Assert.Contains(proposed, source, StringComparison.Ordinal);
            source = source.Replace(proposed, shorter, StringComparison.Ordinal);
        }

        var changed = ChangedMethods(before, after);
        Assert.NotEmpty(changed);

        // Back into the experiment, beside the pitfall as it was, and instead of the mend by hand.
        var machine = (ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(source)!;
        machine = machine.WithIdentifier(SyntaxFactory.Identifier(ByMachine).WithTriviaFrom(machine.Identifier)).WithLeadingTrivia(SyntaxFactory.EndOfLine("\n"));
        var whole = experiment.InsertNodesAfter(pitfall, [machine]);
        whole = whole.AddUsings([.. root.Usings.Where(added => !whole.Usings.Any(had => had.IsEquivalentTo(added)))]);
        var uses = whole.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Expression is IdentifierNameSyntax { Identifier.Text: "Mended" } && changed.Contains(access.Name.Identifier.Text)).Select(access => access.Expression).ToList();
        whole = whole.ReplaceNodes(uses, (use, _) => SyntaxFactory.IdentifierName(ByMachine).WithTriviaFrom(use));
        var facts = whole.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => IsFact(method) && method.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => use.Identifier.Text == ByMachine))
            .Select(method => method.Identifier.Text).ToArray();
        Assert.True(facts.Length > 0, $"No fact of the experiment {id} calls what the fix changed: {string.Join(", ", changed)}.");
        return new FixedExperiment(Compile("Fixed" + id, whole.ToFullString()), facts, source);
    }

    /// <summary>Plays the facts that call what the fix mended.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> PlayAsync()
    {
        var type = _assembly.GetTypes().Single(type => type.Name.EndsWith("Experiment", StringComparison.Ordinal));
        foreach (var fact in _facts)
        {
            var experiment = Activator.CreateInstance(type)!;
            try
            {
                await (type.GetMethod(fact)!.Invoke(experiment, null) switch
                {
                    Task task => task,
                    ValueTask task => task.AsTask(),
                    _ => Task.CompletedTask,
                });
            }
            catch (TargetInvocationException failure)
            {
                ExceptionDispatchInfo.Throw(failure.InnerException!);
            }
            finally
            {
                (experiment as IDisposable)?.Dispose();
            }
        }

        return _facts;
    }

    private static async Task<(Document Document, int Count)> ApplyAsync(Document document, Rule rule)
    {
        const int Most = 20;
        for (var count = 0; ; count++)
        {
            var compilation = await document.Project.GetCompilationAsync();
            CodeAction? action = null;
            foreach (var diagnostic in await Source.DiagnoseAsync(compilation!, [rule]))
            {
                await rule.Fix!.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (offered, _) => action ??= offered, default));
            }

            if (action is null)
            {
                return (document, count);
            }

            Assert.True(count < Most, $"The fix of {rule.Id} does not come to an end.");
            var change = Assert.Single((await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>());
            document = change.ChangedSolution.GetDocument(document.Id)!;
        }
    }

    private static Assembly Compile(string name, string text)
    {
        using var bytes = new MemoryStream();
        var emitted = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(text, s_parsing)], Source.Tests, Source.Options([])).Emit(bytes);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) + "\n" + text);
        bytes.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(bytes);
    }

    private static ClassDeclarationSyntax ClassOf(CompilationUnitSyntax root, string name) => root.DescendantNodes().OfType<ClassDeclarationSyntax>().First(one => one.Identifier.Text == name);

    private static bool IsFramework(UsingDirectiveSyntax one) => one.Name!.ToString() is var name && !name.StartsWith("Incidents", StringComparison.Ordinal) && !name.StartsWith("Xunit", StringComparison.Ordinal);

    /// <summary>Static members of the experiment that the pitfall calls by their names, and what those call.</summary>
    private static IReadOnlyCollection<MemberDeclarationSyntax> UsedBy(ClassDeclarationSyntax pitfall)
    {
        var members = ((ClassDeclarationSyntax)pitfall.Parent!).Members.Where(member => member.Modifiers.Any(one => one.IsKind(SyntaxKind.StaticKeyword) || one.IsKind(SyntaxKind.ConstKeyword)) && member is MethodDeclarationSyntax or FieldDeclarationSyntax).ToList();
        var used = new List<MemberDeclarationSyntax>();
        for (var open = new Queue<SyntaxNode>([pitfall]); open.TryDequeue(out var next);)
        {
            var names = next.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text).ToHashSet(StringComparer.Ordinal);
            foreach (var member in members.Except(used).Where(member => NamesOf(member).Any(names.Contains)).ToList())
            {
                used.Add(member);
                open.Enqueue(member);
            }
        }

        return used;

        static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) =>
            member is MethodDeclarationSyntax method ? [method.Identifier.Text] : ((FieldDeclarationSyntax)member).Declaration.Variables.Select(variable => variable.Identifier.Text);
    }

    private static bool IsFact(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Fact");

    /// <summary>Public methods that differ, or that are as they were in a class of which a private part differs.</summary>
    private static HashSet<string> ChangedMethods(ClassDeclarationSyntax before, ClassDeclarationSyntax after)
    {
        var old = before.Members.Select(member => member.ToString()).ToHashSet(StringComparer.Ordinal);
        var changed = after.Members.Where(member => !old.Contains(member.ToString())).ToList();
        var methods = changed.Exists(member => !member.Modifiers.Any(SyntaxKind.PublicKeyword)) ? after.Members.ToList() : changed;
        return [.. methods.OfType<MethodDeclarationSyntax>().Where(method => method.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(method => method.Identifier.Text)];
    }
}
