using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Sets the three times behind the switch: first probe after 60 s, then one every 10 s, six in all.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class KeepAliveAtTwoHoursFix() : NetworkingFix("Set keep-alive times: 60 s, 10 s, 6 probes", "NWA3002")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Parent: ExpressionStatementSyntax statement } call
            && model.GetOperation(call, context.CancellationToken) is IInvocationOperation { TargetMethod.Parameters.Length: 3 } invocation
            && invocation.TargetMethod.Parameters[1].Type is INamedTypeSymbol names && KeepAliveTimes.AreIn(names)
            && call.ArgumentList.Arguments.Count == 3 && call.ArgumentList.Arguments.All(argument => argument.NameColon is null)
            && Lines.InsertAfter(root, statement, KeepAliveTimes.All.Select(time => Setting(call, time.Option, time.Value))) is { } mended)
        {
            return mended;
        }

        return null;
    }

    /// <summary>The same call for one of the times.</summary>
    private static StatementSyntax Setting(InvocationExpressionSyntax call, string option, int value) =>
        SyntaxFactory.ExpressionStatement(call.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            [
                SyntaxFactory.Argument(Renamed(call.ArgumentList.Arguments[0].Expression, "Tcp")),
                SyntaxFactory.Argument(Renamed(call.ArgumentList.Arguments[1].Expression, option)),
                SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value))),
            ],
            call.ArgumentList.Arguments.GetSeparators()))))
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary><c>SocketOptionLevel.Socket</c> to <c>SocketOptionLevel.Tcp</c>, however it is qualified.</summary>
    private static ExpressionSyntax Renamed(ExpressionSyntax expression, string name) => expression switch
    {
        MemberAccessExpressionSyntax access => access.WithName(SyntaxFactory.IdentifierName(name)),
        _ => SyntaxFactory.IdentifierName(name),
    };
}
