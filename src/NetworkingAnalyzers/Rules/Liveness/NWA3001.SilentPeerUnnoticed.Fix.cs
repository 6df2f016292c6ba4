using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Switches keep-alive on, with times, before the loop that reads the connection.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SilentPeerUnnoticedFix : CodeFixProvider
{
    private const string Title = "Switch keep-alive on: 60 s, 10 s, 6 probes";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA3001");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && model?.GetOperation(call, context.CancellationToken) is { } read
            && KeepAliveTimes.AreIn(model.Compilation.GetTypeByMetadataName("System.Net.Sockets.SocketOptionName"))
            && Loops.AllAround(read).LastOrDefault(loop => ReceiveLoops.EndsWithTheConnection(read, loop)) is { Syntax: StatementSyntax loop }
            && Uses.ReceiverOf(read) is { } receiver
            && SocketUnder(receiver, loop, Sources.Of(model.Compilation)) is { } socket
            && Lines.InsertBefore(root, loop, KeepAliveTimes.On(socket)) is { } mended)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(mended)), equivalenceKey: Title), context.Diagnostics);
        }
    }

    /// <summary>An expression for the socket that can be written before the loop; null where there is none.</summary>
    private static string? SocketUnder(IOperation receiver, StatementSyntax loop, Sources sources)
    {
        string? overStream = null;
        foreach (var step in ClientConnections.Under(receiver, sources).Where(step => IsSeenBefore(step, loop)))
        {
            switch (step.Type?.Name)
            {
                case "Socket":
                    return step.Syntax.WithoutTrivia().ToString();
                case "TcpClient":
                    return step.Syntax.WithoutTrivia() + ".Client";
                case "NetworkStream" when step.Type.GetMembers("Socket").OfType<IPropertySymbol>().Any(property => property.DeclaredAccessibility == Accessibility.Public):
                    overStream = step.Syntax.WithoutTrivia() + ".Socket";
                    break;
            }
        }

        return overStream;
    }

    /// <summary>A variable or member that is named the same before the loop and means the same there.</summary>
    private static bool IsSeenBefore(IOperation connection, StatementSyntax loop) => connection switch
    {
        ILocalReferenceOperation local => local.Local.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == loop.SyntaxTree && declaration.Span.End <= loop.SpanStart) && local.Type?.NullableAnnotation != NullableAnnotation.Annotated,
        IParameterReferenceOperation parameter => Functions.Around(parameter) is { } function && function.Equals(parameter.Parameter.ContainingSymbol, SymbolEqualityComparer.Default),
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Type?.NullableAnnotation != NullableAnnotation.Annotated,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Type?.NullableAnnotation != NullableAnnotation.Annotated,
        _ => false,
    };
}
