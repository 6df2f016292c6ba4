using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>Puts what runs between taking the lock and giving it back into a <c>try</c>, and the giving back into its <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockAcrossNetworkCallFix() : NetworkingFix("Release in 'finally'", "NWA6006")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation talk
            || HeldLocks.LostBy(talk, Seen.ForFix(talk, model.Compilation, context.Document.Project.AnalyzerOptions, context.CancellationToken)) is not { } lost
            || lost.Take.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } take
            || lost.GiveBack.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } give
            || give.Parent != block
            || GivesBackTwice(lost.Lock, lost.GiveBack, talk, model))
        {
            return null;
        }

        var from = block.Statements.IndexOf(take) + 1;
        var to = block.Statements.IndexOf(give);
        var tried = block.Statements.Skip(from).Take(to - from).ToList();
        if (tried.Count == 0 || tried.Any(statement => statement is LocalFunctionStatementSyntax or LabeledStatementSyntax))
        {
            return null;
        }

        var guarded = Guarded.By(tried[0], tried, give);
        var statements = block.Statements.Take(from).Append(guarded).Concat(block.Statements.Skip(to + 1));
        return await Trial.Compiled(context.Document, block, block.WithStatements(SyntaxFactory.List(statements)), context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>It is given back elsewhere too, on a way out: with a <c>finally</c>, twice.</summary>
    private static bool GivesBackTwice(ISymbol held, IOperation giveBack, IOperation talk, SemanticModel model)
    {
        var net = NetTypes.Of(model.Compilation);
        return Body.Around(talk).MentionsOf(held).Any(mention =>
            mention.Parent is { } user && (user as IArgumentOperation)?.Parent is var argument
            && (argument ?? user) is IInvocationOperation other && !ReferenceEquals(other, giveBack)
            && other.Syntax.Span != giveBack.Syntax.Span
            && net.TopicsOf(other.TargetMethod).HasAny(Topics.GivesLockBack));
    }
}
