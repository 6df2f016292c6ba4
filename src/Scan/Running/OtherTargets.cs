using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>
/// Looks at the code that a folder's project compiles for its other target frameworks only. A file whose conditions come out as
/// they did for the newest one is not looked at again; the others are, one by one, with the rest of the project as it was.
/// </summary>
internal static class OtherTargets
{
    /// <summary>What the rules say in files that read otherwise under one of the sets of symbols.</summary>
    public static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(
        Project project, IEnumerable<ImmutableArray<string>> targets, RuleSelection rules, CancellationToken cancellation)
    {
        var compilation = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        var conditional = compilation.SyntaxTrees.Select(tree => (Tree: tree, Conditions: Conditions(tree, cancellation))).Where(file => file.Conditions.Count > 0).ToList();
        var seen = conditional.Select(file => (file.Tree, Outcome(file.Conditions, ((CSharpParseOptions)file.Tree.Options).PreprocessorSymbolNames))).ToHashSet();
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var crashes = new List<Crash>();
        foreach (var symbols in targets)
        {
            var target = compilation;
            var changed = new List<SyntaxTree>();
            foreach (var (tree, _) in conditional.Where(file => seen.Add((file.Tree, Outcome(file.Conditions, symbols)))))
            {
                var other = CSharpSyntaxTree.ParseText(
                    await tree.GetTextAsync(cancellation).ConfigureAwait(false), ((CSharpParseOptions)tree.Options).WithPreprocessorSymbols(symbols), tree.FilePath, cancellation);
                target = target.ReplaceSyntaxTree(tree, other);
                changed.Add(other);
            }

            if (changed.Count > 0)
            {
                var (found, thrown) = await Analysis.Run(target, project.AnalyzerOptions, changed, rules, cancellation).ConfigureAwait(false);
                diagnostics.AddRange(found);
                crashes.AddRange(thrown);
            }
        }

        return (diagnostics.ToImmutable(), crashes);
    }

    private static List<ExpressionSyntax> Conditions(SyntaxTree tree, CancellationToken cancellation)
    {
        var root = tree.GetRoot(cancellation);
        return root.ContainsDirectives
            ? [.. root.DescendantTrivia(descendIntoTrivia: false).Select(trivia => trivia.GetStructure()).OfType<ConditionalDirectiveTriviaSyntax>().Select(directive => directive.Condition)]
            : [];
    }

    private static string Outcome(List<ExpressionSyntax> conditions, IEnumerable<string> symbols)
    {
        var defined = symbols.ToHashSet(StringComparer.Ordinal);
        return string.Concat(conditions.Select(condition => Holds(condition, defined) ? '1' : '0'));
    }

    /// <summary>The conditions of C# §6.5.3; one that does not parse counts as false, as it does for the compiler.</summary>
    private static bool Holds(ExpressionSyntax condition, HashSet<string> defined) => condition switch
    {
        ParenthesizedExpressionSyntax inner => Holds(inner.Expression, defined),
        PrefixUnaryExpressionSyntax not => !Holds(not.Operand, defined),
        BinaryExpressionSyntax both => both.Kind() switch
        {
            SyntaxKind.LogicalAndExpression => Holds(both.Left, defined) && Holds(both.Right, defined),
            SyntaxKind.LogicalOrExpression => Holds(both.Left, defined) || Holds(both.Right, defined),
            SyntaxKind.EqualsExpression => Holds(both.Left, defined) == Holds(both.Right, defined),
            _ => Holds(both.Left, defined) != Holds(both.Right, defined),
        },
        IdentifierNameSyntax name => defined.Contains(name.Identifier.ValueText),
        _ => condition.IsKind(SyntaxKind.TrueLiteralExpression),
    };
}
