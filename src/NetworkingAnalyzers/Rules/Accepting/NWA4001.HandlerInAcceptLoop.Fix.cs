using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>Hands the connection over: <c>await Serve(c);</c> and <c>Serve(c);</c> become <c>_ = Task.Run(() => Serve(c));</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HandlerInAcceptLoopFix() : NetworkingFix("Hand the connection over to a task", "NWA4001")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || !call.Expression.Span.Contains(context.Span)
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } statement
            || !IsWhole(statement.Expression, call)
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation operation
            || !CanRunLater(operation))
        {
            return null;
        }

        var run = Names.Shortened(SyntaxFactory.ParseStatement($"_ = global::System.Threading.Tasks.Task.Run(() => {call.WithoutTrivia()});"))
            .WithTriviaFrom(statement);
        return await Trial.Compiled(context.Document, statement, run, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>Serve(c)</c>, <c>await Serve(c)</c>, <c>await Serve(c).ConfigureAwait(false)</c>, and nothing else.</summary>
    private static bool IsWhole(ExpressionSyntax expression, InvocationExpressionSyntax call)
    {
        if (expression is AwaitExpressionSyntax await)
        {
            expression = await.Expression;
        }

        return expression == call
            || (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } } && inner == call);
    }

    /// <summary>
    /// What it uses is its own in each round and lives on: locals declared in the loop, without <c>using</c> and not used or
    /// assigned elsewhere behind the call; and nobody here catches what it throws.
    /// </summary>
    private static bool CanRunLater(IInvocationOperation call)
    {
        // A pause that nobody waits for is none: whether it goes or only the other way round needs it is for the author to say.
        if (call.TargetMethod is { Name: "Sleep", ContainingType.Name: "Thread" } or { Name: "Delay", ContainingType.Name: "Task" })
        {
            return false;
        }

        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation or ILoopOperation); up = up.Parent)
        {
            if (up is IUsingOperation or ILockOperation or ITryOperation)
            {
                return false;
            }
        }

        if (Loops.Around(call) is not { } loop
            || Operations.BelowInFunction(loop).Any(operation => operation is IUsingDeclarationOperation))
        {
            return false;
        }

        var body = Body.Around(call);
        return call.DescendantsAndSelf().OfType<ILocalReferenceOperation>().All(used =>
            used.Local.Type.IsRefLikeType == false
            && used.Local.DeclaringSyntaxReferences.Any(declaration => loop.Syntax.Span.Contains(declaration.Span))
            && body.MentionsOf(used.Local).All(mention => mention.Syntax.Span.End <= call.Syntax.Span.End));
    }
}
