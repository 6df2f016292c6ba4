using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Gives the client a SocketsHttpHandler whose connections live for two minutes, or tells the one that it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class StaleDnsFix() : NetworkingFix("Let connections live for two minutes", "NWA7002")
{
    private const string Lifetime = "PooledConnectionLifetime = global::System.TimeSpan.FromMinutes(2)";

    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model) =>
        root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } client && MendedOf(client) is { } mended
            ? await Trial.Compiled(context.Document, client, mended, context.CancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Another handler's settings (a proxy, certificates) have other names here: nothing is offered for it.</summary>
    private static BaseObjectCreationExpressionSyntax? MendedOf(BaseObjectCreationExpressionSyntax client)
    {
        var handler = Names.AllShortened(SyntaxFactory.ParseExpression("new global::System.Net.Http.SocketsHttpHandler { " + Lifetime + " }"));
        switch (client.ArgumentList?.Arguments)
        {
            case null or { Count: 0 }:
                var list = SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(handler)));
                return client switch
                {
                    ObjectCreationExpressionSyntax { ArgumentList: null } creation => creation.WithType(creation.Type.WithoutTrailingTrivia()).WithArgumentList(list.WithTrailingTrivia(creation.Type.GetTrailingTrivia())),
                    { ArgumentList: { } old } => client.WithArgumentList(list.WithTriviaFrom(old)),
                    _ => null,
                };
            case { Count: 1 } arguments when arguments[0].Expression is ObjectCreationExpressionSyntax { Initializer: null or { Expressions.Count: 0 }, ArgumentList: null or { Arguments.Count: 0 } } bare:
                return client.WithArgumentList(client.ArgumentList!.ReplaceNode(bare, handler.WithTriviaFrom(bare)));
            default:
                return null;
        }
    }
}
