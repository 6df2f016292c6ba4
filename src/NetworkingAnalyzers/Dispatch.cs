using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers;

/// <summary>
/// Shows each body of a compilation to the rules that asked for one like it. Code that names nothing of networking is passed over by its text:
/// operations are built for the rest alone, where an analyzer that asks the compiler for them has them built for everything.
/// </summary>
internal sealed class Dispatch
{
    private readonly NetTypes _net;
    private readonly ImmutableArray<Asked> _asked;

    private Dispatch(NetTypes net, ImmutableArray<Asked> asked)
    {
        _net = net;
        _asked = asked;
    }

    /// <summary>Asks the rules that are on what they want to see, and the compiler for each piece of code.</summary>
    public static void Start(CompilationStartAnalysisContext start, ImmutableArray<NetworkingRule> rules)
    {
        var net = NetTypes.Of(start.Compilation, UserApis.Of(start.Options));
        if (!net.IsMentioned)
        {
            return;
        }

        var asked = ImmutableArray.CreateBuilder<Asked>();
        foreach (var rule in rules)
        {
            if (IsOn(rule.Descriptor, start.Compilation, start.CancellationToken))
            {
                rule.Ask(new Watch(asked, rule.Descriptor), net);
            }
        }

        start.RegisterCodeBlockAction(new Dispatch(net, asked.ToImmutable()).Show);
    }

    /// <summary>Whether a rule may speak in any file. What it says where it is off is dropped by the compiler.</summary>
    private static bool IsOn(DiagnosticDescriptor rule, Compilation compilation, CancellationToken cancellation) =>
        rule.GetEffectiveSeverity(compilation.Options) != ReportDiagnostic.Suppress
        || (compilation.Options.SyntaxTreeOptionsProvider is { } files
            && compilation.SyntaxTrees.Any(tree => files.TryGetDiagnosticValue(tree, rule.Id, cancellation, out var severity) && severity != ReportDiagnostic.Suppress));

    private void Show(CodeBlockAnalysisContext context)
    {
        if (!_net.Mentions.MayConcern(context.CodeBlock))
        {
            return;
        }

        ExceptionDispatchInfo? thrown = null;
        Action<Diagnostic> report = context.ReportDiagnostic;
        foreach (var code in CodeIn(context.CodeBlock))
        {
            if (context.SemanticModel.GetOperation(code, context.CancellationToken) is not { } operation)
            {
                continue;
            }

            var net = NetBody.Of(Body.Of(operation, context.OwningSymbol), _net);
            foreach (var asked in _asked)
            {
                try
                {
                    if (asked.Wants(net))
                    {
                        asked.Judge(new Seen(net, _net, asked.Descriptor, report, context.SemanticModel.Compilation, context.Options, context.CancellationToken));
                    }
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // A defect of one rule must not cost the user the others.
                    thrown ??= ExceptionDispatchInfo.Capture(fault);
                }
            }
        }

        thrown?.Throw();
    }

    /// <summary>The nodes of a declaration that have operations of their own: its body, or what its fields start with.</summary>
    private static IEnumerable<SyntaxNode> CodeIn(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax property => Present(property.Initializer, property.ExpressionBody),
        IndexerDeclarationSyntax indexer => Present(indexer.ExpressionBody),
        VariableDeclaratorSyntax variable => Present(variable.Initializer),
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer).OfType<SyntaxNode>(),
        TypeDeclarationSyntax type => Present(type.BaseList?.Types.FirstOrDefault() as PrimaryConstructorBaseTypeSyntax),
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or CompilationUnitSyntax => Present(declaration),
        _ => Present(),
    };

    private static IEnumerable<SyntaxNode> Present(params SyntaxNode?[] nodes) => nodes.OfType<SyntaxNode>();
}
