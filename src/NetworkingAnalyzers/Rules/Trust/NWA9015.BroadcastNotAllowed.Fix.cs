using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>Allows the socket to broadcast, right behind the statement that makes it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BroadcastNotAllowedFix() : NetworkingFix("Allow the socket to broadcast", "NWA9015")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } send
            || model.GetOperation(send, context.CancellationToken) is not IInvocationOperation call
            || Uses.ReceiverOf(call) is not { } socket || Makings.SymbolOf(socket) is not { } kept)
        {
            return null;
        }

        var made = Writes.Among(Body.Around(call).MentionsOf(kept)).Where(write => write.Value is { } value && Uses.Plain(value) is IObjectCreationOperation).Take(2).ToList();
        return made.Count == 1 && made[0].At.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } statement && (statement is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } or ExpressionStatementSyntax)
            ? Lines.InsertAfter(root, statement, [SyntaxFactory.ParseStatement((kept is ILocalSymbol ? kept.Name : Target(made[0].At)) + ".EnableBroadcast = true;")])
            : null;
    }

    /// <summary>A field is named as it is where it is written.</summary>
    private static string Target(IOperation written) => written.Syntax.ToString();
}
