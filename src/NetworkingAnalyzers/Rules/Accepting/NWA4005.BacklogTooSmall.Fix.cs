using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>Leaves the backlog to the system: <c>Listen()</c>, or <c>SocketOptionName.MaxConnections</c> where that overload does not exist.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BacklogTooSmallFix() : NetworkingFix("Use the system's maximum", "NWA4005")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: { Arguments.Count: 1 } arguments } call
            && model.GetOperation(call, context.CancellationToken) is IInvocationOperation { TargetMethod: var method })
        {
            var hasDefault = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(overload => overload.Parameters.IsEmpty);
            SyntaxNode mended = hasDefault
                ? root.ReplaceNode(arguments, arguments.WithArguments(default))
                : root.ReplaceNode(
                    arguments.Arguments[0].Expression,
                    Names.Shortened(SyntaxFactory.ParseExpression("(int)global::System.Net.Sockets.SocketOptionName.MaxConnections"))
                        .WithTriviaFrom(arguments.Arguments[0].Expression));
            return mended;
        }

        return null;
    }
}
