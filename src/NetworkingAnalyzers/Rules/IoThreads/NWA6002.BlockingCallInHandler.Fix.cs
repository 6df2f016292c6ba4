using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>
/// The blocking call becomes an awaited one: <c>Thread.Sleep</c> becomes <c>Task.Delay</c>, <c>Result</c>, <c>Wait()</c> and
/// <c>GetResult()</c> become <c>await</c>, <c>X(..)</c> becomes <c>await XAsync(..)</c> where the framework has it and the
/// function can await.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingCallInHandlerFix() : NetworkingFix("Await instead of blocking", "NWA6002")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root is null || model is null || BlockingAt(root.FindNode(context.Span, getInnermostNodeForTie: true)) is not { } call
            || model.GetOperation(call, context.CancellationToken) is not { } operation
            || !CanAwait(operation)
            || Awaited(call, operation) is not { } awaited)
        {
            return null;
        }

        if (AwaitsWithoutContext(operation))
        {
            awaited = SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, awaited, SyntaxFactory.IdentifierName("ConfigureAwait")),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)))));
        }

        // A statement needs no parentheses; where the others are not needed the simplifier takes them away.
        ExpressionSyntax @new = SyntaxFactory.AwaitExpression(awaited.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
        @new = (call.Parent is ExpressionStatementSyntax ? @new : SyntaxFactory.ParenthesizedExpression(@new))
            .WithTriviaFrom(call)
            .WithAdditionalAnnotations(Simplifier.Annotation);
        var trial = await Trial.Of(context.Document, call, @new, context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true } && MeansTheSame(operation, trial, context.CancellationToken))
        {
            return trial.Document;
        }

        return null;
    }

    /// <summary>The call, or the access to <c>Result</c>, whose name is marked.</summary>
    private static ExpressionSyntax? BlockingAt(SyntaxNode name) => name switch
    {
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } when call.Expression == access && access.Name == name => call,
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } when access.Name == name => access,
        SimpleNameSyntax { Parent: InvocationExpressionSyntax call } => call,
        _ => null,
    };

    /// <summary>
    /// In an async function, outside of a lock, and where no span lives that could not be kept over the await: that error is only
    /// found when code is generated, so it is ruled out here.
    /// </summary>
    private static bool CanAwait(IOperation operation) =>
        Functions.CanAwait(operation)
        && Operations.Above<ILockOperation>(operation) is null
        && !Operations.BelowInFunction(Body.FunctionOf(operation)).Any(other =>
            other is IVariableDeclaratorOperation { Symbol: var local } && (local.Type.IsRefLikeType || local.RefKind != RefKind.None))
        && !Operations.BelowInFunction(StatementOf(operation)).Any(other => other.Type?.IsRefLikeType == true && !Operations.Contains(operation, other));

    private static IOperation StatementOf(IOperation operation)
    {
        while (operation.Parent is { } parent and not IBlockOperation and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>What to await in its place; null where nothing means the same.</summary>
    private static ExpressionSyntax? Awaited(ExpressionSyntax call, IOperation operation)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property.Name: "Result" } when !CatchesAggregate(operation):
                return ((MemberAccessExpressionSyntax)call).Expression;

            case IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.Length: 0 } } wait when Awaiting.IsTask(wait.Instance?.Type) && !CatchesAggregate(wait):
                return ReceiverOf(call);

            case IInvocationOperation { TargetMethod.Name: "GetResult" }:
                // x.GetAwaiter().GetResult(), with or without ConfigureAwait before it.
                return ReceiverOf(call) is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } getAwaiter
                    && getAwaiter.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } access
                        ? access.Expression
                        : null;

            case IInvocationOperation { TargetMethod: { Name: "Sleep", ContainingType.Name: "Thread" } }:
                return SyntaxFactory.InvocationExpression(
                    SyntaxFactory.ParseExpression("global::System.Threading.Tasks.Task.Delay").WithAdditionalAnnotations(Simplifier.Annotation),
                    ((InvocationExpressionSyntax)call).ArgumentList);

            case IInvocationOperation { TargetMethod: { Name: "WaitAll", ReturnsVoid: true } }:
                return Renamed((InvocationExpressionSyntax)call, "WhenAll");

            case IInvocationOperation { TargetMethod: { IsAsync: false } method } when !Awaiting.IsTask(method.ContainingType):
                return AsyncTwin((InvocationExpressionSyntax)call, method);

            default:
                return null;
        }
    }

    private static ExpressionSyntax? AsyncTwin(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        // Whoever blocks on a call with a reference parameter cannot await one.
        if (method.Parameters.Any(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out))
        {
            return null;
        }

        foreach (var name in new[] { method.Name + "Async", method.Name + "TaskAsync" })
        {
            for (var type = method.ContainingType; type is not null; type = type.BaseType)
            {
                if (type.GetMembers(name).OfType<IMethodSymbol>().Any(twin => Awaiting.IsTask(twin.ReturnType)))
                {
                    return WithMemory(Renamed(call, name), method);
                }
            }
        }

        return null;
    }

    /// <summary><c>Socket.Receive(buffer, offset, size, flags)</c> has no asynchronous overload of that form: the part of the array becomes a memory.</summary>
    private static InvocationExpressionSyntax WithMemory(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var arguments = call.ArgumentList.Arguments;
        return method.ContainingType.Name == "Socket" && arguments.Count == 4 && arguments.All(argument => argument.NameColon is null)
            && method.Parameters[1].Type.SpecialType == SpecialType.System_Int32
            ? call.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            [
                SyntaxFactory.Argument(SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, arguments[0].Expression, SyntaxFactory.IdentifierName("AsMemory")),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList([arguments[1], arguments[2]])))),
                arguments[3],
            ])))
            : call;
    }

    private static InvocationExpressionSyntax Renamed(InvocationExpressionSyntax call, string name)
    {
        var identifier = SyntaxFactory.IdentifierName(name);
        return call.WithExpression(call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(identifier.WithTriviaFrom(access.Name)),
            _ => identifier,
        });
    }

    private static ExpressionSyntax? ReceiverOf(ExpressionSyntax call) =>
        ((call as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression;

    /// <summary><c>await</c> throws the exception itself, not an <c>AggregateException</c> around it: a handler for that would miss it.</summary>
    private static bool CatchesAggregate(IOperation operation)
    {
        for (var up = operation.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); up = up.Parent)
        {
            if (up is ITryOperation @try && @try.Catches.Any(handler => handler.ExceptionType?.Name == "AggregateException"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the function's own awaits all leave the context: then this one does too.</summary>
    private static bool AwaitsWithoutContext(IOperation operation)
    {
        var awaits = Operations.BelowInFunction(Body.FunctionOf(operation)).OfType<IAwaitOperation>().ToList();
        return awaits.Count > 0
            && awaits.All(await => await.Operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            && !operation.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == "ConfigureAwait");
    }

    /// <summary>The value that comes out has the type it had.</summary>
    private static bool MeansTheSame(IOperation old, Trial trial, CancellationToken cancellation)
    {
        if (old.Parent is IExpressionStatementOperation)
        {
            return true;
        }

        var type = trial.Model.GetTypeInfo(trial.Node, cancellation).Type;
        return old.Type?.ToDisplayString() == type?.ToDisplayString();
    }
}
