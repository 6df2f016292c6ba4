using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>Leaves the backlog to the system: <c>Listen()</c>, or <c>SocketOptionName.MaxConnections</c> where that overload does not exist.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BacklogTooSmallFix : CodeFixProvider
{
    private const string Title = "Use the system's maximum";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA4005");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: { Arguments.Count: 1 } arguments } call
            && model?.GetOperation(call, context.CancellationToken) is IInvocationOperation { TargetMethod: var method })
        {
            var hasDefault = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(overload => overload.Parameters.IsEmpty);
            SyntaxNode mended = hasDefault
                ? root.ReplaceNode(arguments, arguments.WithArguments(default))
                : root.ReplaceNode(
                    arguments.Arguments[0].Expression,
                    Names.Shortened(SyntaxFactory.ParseExpression("(int)global::System.Net.Sockets.SocketOptionName.MaxConnections"))
                        .WithTriviaFrom(arguments.Arguments[0].Expression));
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(mended)), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
