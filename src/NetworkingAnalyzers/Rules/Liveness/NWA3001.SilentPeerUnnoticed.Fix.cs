using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Switches keep-alive on, with times, before the loop that reads the connection.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SilentPeerUnnoticedFix() : NetworkingFix("Switch keep-alive on: 60 s, 10 s, 6 probes", "NWA3001")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (!KeepAliveTimes.AreIn(model.Compilation.GetTypeByMetadataName("System.Net.Sockets.SocketOptionName")))
        {
            return null;
        }

        var node = root.FindNode(context.Span, getInnermostNodeForTie: true);
        var source = node.FirstAncestorOrSelf<ExpressionSyntax>(up => up is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        if (source is not null && AfterSource(root, source, model.GetTypeInfo(source, context.CancellationToken).Type) is { } told)
        {
            return told;
        }

        return node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && model.GetOperation(call, context.CancellationToken) is { } read
            && Loops.AllAround(read).LastOrDefault(loop => ReceiveLoops.EndsWithTheConnection(read, loop)) is { Syntax: StatementSyntax loop }
            && Uses.ReceiverOf(read) is { } receiver
            && SocketUnder(receiver, loop, Sources.Of(model.Compilation)) is { } socket
                ? Lines.InsertBefore(root, loop, KeepAliveTimes.On(socket))
                : null;
    }

    /// <summary>
    /// With keep-alive on behind <c>var client = listener.AcceptTcpClient();</c>, or behind the connect of a client that is made there:
    /// before the connect the options would keep a name with several addresses from being tried out on some systems.
    /// </summary>
    private static SyntaxNode? AfterSource(SyntaxNode root, ExpressionSyntax source, ITypeSymbol? type)
    {
        type = Awaiting.IsTaskWithResult(type) ? ((INamedTypeSymbol)type!).TypeArguments[0] : type;
        var value = source.Parent is AwaitExpressionSyntax awaited ? awaited : source;
        var (statement, variable) = value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier: var local, Parent.Parent: LocalDeclarationStatementSyntax declaration } } => ((StatementSyntax)declaration, local.Text),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier: var assigned }, Parent: ExpressionStatementSyntax assignment } when assignment.Expression == value.Parent => (assignment, assigned.Text),
            _ => default,
        };
        var anchor = source is BaseObjectCreationExpressionSyntax { ArgumentList: not { Arguments.Count: 2 } } && statement is not null
            ? (statement.Parent as BlockSyntax)?.Statements.SkipWhile(other => other != statement).FirstOrDefault(other => Connects(other, variable))
            : statement;
        return type?.Name is "TcpClient" or "Socket" && anchor is not null
            ? Lines.InsertAfter(root, anchor, KeepAliveTimes.On(type.Name == "TcpClient" ? variable + ".Client" : variable))
            : null;
    }

    private static bool Connects(StatementSyntax statement, string variable) =>
        statement is ExpressionStatementSyntax { Expression: var expression }
        && (expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression) is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: var on }, Name.Identifier.Text: "Connect" or "ConnectAsync" },
        }
        && on == variable;

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
