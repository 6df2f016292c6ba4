using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>Calls the handler of <c>Completed</c> where the operation is done at once: <c>if (!s.ReceiveAsync(e)) { OnCompleted(s, e); }</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SyncCompletionIgnoredFix() : NetworkingFix("Call the Completed handler when the operation is done at once", "NWA6003")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || StatementOf(call) is not { } statement
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation operation
            || operation.Arguments.Select(argument => Uses.Plain(argument.Value)).FirstOrDefault(value => value.Type?.Name == "SocketAsyncEventArgs") is not { } args
            || NameOf(args.Syntax) is not { } name
            || HandlerOf(args, model, operation) is not { } handler)
        {
            return null;
        }

        var sender = Uses.ReceiverOf(operation) is { } receiver && NameOf(receiver.Syntax) is { } socket ? socket : "this";
        if (sender == "this" && Functions.Around(operation) is { IsStatic: true })
        {
            sender = "null";
        }

        var test = SyntaxFactory.IfStatement(
            SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, call.WithoutTrivia()),
            SyntaxFactory.Block(SyntaxFactory.ParseStatement($"{handler}({sender}, {name});")))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return await Trial.Compiled(context.Document, statement, test, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>call;</c> or <c>_ = call;</c> as a statement of a block.</summary>
    private static StatementSyntax? StatementOf(InvocationExpressionSyntax call) => call.Parent switch
    {
        ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax or IfStatementSyntax or ElseClauseSyntax } statement => statement,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement } => statement,
        _ => null,
    };

    /// <summary>What can be written twice: a name, or names with dots.</summary>
    private static string? NameOf(SyntaxNode expression) => expression switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax => expression.ToString(),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax } access when NameOf(access.Expression) is not null => access.ToString(),
        _ => null,
    };

    /// <summary>
    /// The one method that the code of this type attaches to <c>Completed</c>: of these arguments where that can be seen, else of
    /// any. The handler's own body counts too: there it is the method around the call.
    /// </summary>
    private static string? HandlerOf(IOperation args, SemanticModel model, IOperation call)
    {
        if (model.GetEnclosingSymbol(call.Syntax.SpanStart)?.ContainingType is not { } type)
        {
            return null;
        }

        var attached = new List<(IMethodSymbol Method, ISymbol? To)>();
        var sources = Sources.Of(model.Compilation);
        foreach (var name in sources.NamesIn(type, "Completed"))
        {
            if (name.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.IsKind(SyntaxKind.AddAssignmentExpression)
                && sources.ModelOf(assignment.SyntaxTree).GetOperation(assignment) is IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.ContainingType.Name: "SocketAsyncEventArgs" } raised } add)
            {
                if (Operations.BelowInFunction(add.HandlerValue).OfType<IMethodReferenceOperation>().FirstOrDefault() is not { Method: var method }
                    || !method.ContainingType.Equals(type, SymbolEqualityComparer.Default))
                {
                    return null;
                }

                attached.Add((method, raised.Instance is { } instance ? Makings.SymbolOf(Uses.Plain(instance)) : null));
            }
        }

        var symbol = Makings.SymbolOf(args);
        var toThese = attached.Where(each => symbol is not null && symbol.Equals(each.To, SymbolEqualityComparer.Default)).ToList();
        var methods = (toThese.Count > 0 ? toThese : attached).Select(each => each.Method).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).ToList();
        return methods.Count == 1 ? methods[0].Name : null;
    }
}
