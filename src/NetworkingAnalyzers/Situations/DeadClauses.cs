using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>A clause for an exception that nothing in its <c>try</c> throws, while what the network's failure does throw is caught by none.</summary>
internal readonly struct DeadClause
{
    public DeadClause(ICatchClauseOperation clause, IInvocationOperation call, NetworkFailure caught, NetworkFailure thrown)
    {
        Clause = clause;
        Call = call;
        Caught = caught;
        Thrown = thrown;
    }

    public ICatchClauseOperation Clause { get; }

    /// <summary>The first call of the <c>try</c> that fails with the network.</summary>
    public IInvocationOperation Call { get; }

    public NetworkFailure Caught { get; }

    public NetworkFailure Thrown { get; }
}

/// <summary>Finds clauses that never match. One call in the <c>try</c> of which nothing is known is a reason to find nothing.</summary>
internal static class DeadClauses
{
    /// <summary>Calls that fail with the network.</summary>
    internal static readonly Topics Talks = Receiving.Reads | Topics.SendsBytes | Topics.WritesThroughWriter | Topics.Connects | Topics.Handshakes | Topics.Accepts;

    private const int Depth = 3;
    private const int TalkDepth = 2;
    private const int MostFunctions = 32;

    /// <summary>Asked of every body. Where no call of its own talks, a method that it calls may, and a clause must wait for it.</summary>
    public static bool MayBeIn(NetBody body) =>
        body.Topics.HasAny(Talks)
        || (body.Body.Uses.Any(use => use is IInvocationOperation call && (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || Ends(call) || call.TargetMethod is { ContainingType.Name: "HttpClient" }))
            && body.Body.Root.Syntax.DescendantNodes(static node => node is not ExpressionSyntax).Any(static node => node is CatchClauseSyntax { Declaration.Type: var type } && Throwing.MayBeCaught(type.GetLastToken().ValueText)));

    public static IEnumerable<DeadClause> In(Seen seen)
    {
        foreach (var @try in Operations.Below(seen.Body.Root).OfType<ITryOperation>())
        {
            foreach (var clause in @try.Catches)
            {
                if (Throwing.Of(clause.ExceptionType, seen.Types) is { } caught
                    && FirstTalk(@try.Body, caught, seen) is var (call, thrown)
                    && thrown != caught
                    && CaughtBeside(@try, clause, thrown, seen).ToList() is var beside
                    && (beside.Count == 0 || (TellsSocketError(clause) && !beside.Any(TellsSocketError)))
                    && NeverThrows(@try.Body, caught, seen, Depth, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
                {
                    yield return new DeadClause(clause, call, caught, thrown);
                }
            }
        }
    }

    /// <summary>A member that only <c>SocketException</c> has: the clause wants to know the error, which the one for all exceptions beside it does not.</summary>
    public static bool TellsSocketError(ICatchClauseOperation clause) =>
        Operations.Below(clause).Any(operation => operation is IPropertyReferenceOperation { Property: { Name: "SocketErrorCode" or "ErrorCode" or "NativeErrorCode" } });

    /// <summary>The first call of the <c>try</c>, in this function or in one of this compilation that it waits for, that throws when the network fails, and what it throws.</summary>
    private static (IInvocationOperation Call, NetworkFailure Thrown)? FirstTalk(IBlockOperation body, NetworkFailure caught, Seen seen, int depth = TalkDepth)
    {
        foreach (var call in Operations.BelowInFunction(body).OfType<IInvocationOperation>())
        {
            var waits = Awaiting.IsTask(call.Type) ? Waiting.For(call) : call;
            if (waits is not (IAwaitOperation or IInvocationOperation { TargetMethod.Name: "GetResult" }) && !ReferenceEquals(waits, call))
            {
                continue;
            }

            if (depth == TalkDepth ? !ReferenceEquals(Operations.Above<ITryOperation>(call)?.Body, body) : Catching.IsCaught(call, static _ => true))
            {
                continue;
            }

            if (ThrownBy(call, caught, seen) is { } thrown)
            {
                return (call, thrown);
            }

            if (depth > 0 && call.TargetMethod is { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 } method
                && seen.Sources.FunctionOf(method) is { } function
                && Operations.BelowInFunction(function).OfType<IBlockOperation>().FirstOrDefault() is { } block
                && FirstTalk(block, caught, seen.In(Body.Around(function)), depth - 1) is { } inside)
            {
                return inside;
            }
        }

        return null;
    }

    private static NetworkFailure? ThrownBy(IInvocationOperation call, NetworkFailure caught, Seen seen)
    {
        if (Throwing.IsHttpRequest(call.TargetMethod) && Awaiting.IsTask(call.Type))
        {
            return caught is NetworkFailure.Socket or NetworkFailure.Timeout or NetworkFailure.Web && !HasHandlersOfItsOwn(seen)
                ? caught == NetworkFailure.Timeout ? NetworkFailure.Canceled : NetworkFailure.Http
                : null;
        }

        var topics = seen.Types.TopicsOf(call.TargetMethod);
        if (!(topics.HasAny(Talks) || Ends(call)) || caught == NetworkFailure.Web || topics.HasAny(Topics.Begins | Topics.CompletesThroughArgs))
        {
            return null;
        }

        return Throwing.ThrowsSocketException(call.TargetMethod, seen.Types) ? NetworkFailure.Socket
            : IsOverConnection(Uses.ReceiverOf(call), seen) ? NetworkFailure.Stream
            : null;
    }

    /// <summary>Throws where the peer has broken the connection off.</summary>
    private static bool Ends(IInvocationOperation call) => call.TargetMethod is { Name: "Shutdown", ContainingType.Name: "Socket" };

    /// <summary>The compilation has a message handler, whose exceptions go through <c>HttpClient</c> as they are.</summary>
    private static bool HasHandlersOfItsOwn(Seen seen) =>
        seen.Sources.NamesAnywhere("DelegatingHandler", seen.Cancellation).Any() || seen.Sources.NamesAnywhere("HttpMessageHandler", seen.Cancellation).Any();

    /// <summary>A stream of .NET over a connection, or a reader or writer of .NET over one, all the way down.</summary>
    private static bool IsOverConnection(IOperation? receiver, Seen seen)
    {
        if (receiver is null)
        {
            return false;
        }

        var found = false;
        foreach (var step in ClientConnections.Under(receiver, seen.Sources))
        {
            if (step.Type is not { DeclaringSyntaxReferences.IsEmpty: true } type)
            {
                return false;
            }

            found |= seen.Types.IsConnectionStream(type);
        }

        return found;
    }

    /// <summary>Other clauses of the <c>try</c> that take what is thrown.</summary>
    private static IEnumerable<ICatchClauseOperation> CaughtBeside(ITryOperation @try, ICatchClauseOperation clause, NetworkFailure thrown, Seen seen) =>
        @try.Catches.Where(other => !ReferenceEquals(other, clause) && Catching.Takes(other.ExceptionType, Throwing.TypeOf(thrown, seen.Types)));

    /// <summary>Whether nothing in the code, nor in the functions of this compilation that it calls, throws the exception.</summary>
    private static bool NeverThrows(IOperation code, NetworkFailure failure, Seen seen, int depth, HashSet<ISymbol> known)
    {
        foreach (var operation in Operations.Below(code))
        {
            seen.Cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation or IDynamicIndexerAccessOperation or IInvalidOperation or IEventReferenceOperation or IFunctionPointerInvocationOperation:
                    return false;

                case IThrowOperation { Exception: var thrown } when thrown is null || MayBe(Uses.Plain(thrown).Type, Throwing.TypeOf(failure, seen.Types)):
                    return false;

                case IAwaitOperation { Operation: var awaited } when !RunsHere(awaited) && Origin.Of(awaited, seen.Sources) is var origins && (origins.IsEmpty || !origins.All(origin => origin is IInvocationOperation)):
                    return false;

                case IForEachLoopOperation { Collection: { } collection } when !IsPlainCollection(Uses.Plain(collection).Type):
                    return false;

                case IUsingOperation or IUsingDeclarationOperation when Operations.BelowInFunction(operation is IUsingOperation @using ? @using.Resources : operation).Any(below =>
                    below is IVariableDeclaratorOperation { Symbol.Type: { DeclaringSyntaxReferences.IsEmpty: false } }):
                    return false;

                case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation when Uses.MemberOf(operation) is { } member && !NeverThrows(operation, member, failure, seen, depth, known):
                    return false;
            }
        }

        return true;
    }

    /// <summary>An <c>async</c> method of this compilation, which is looked into like any other that is called.</summary>
    private static bool RunsHere(IOperation awaited)
    {
        while (awaited is IInvocationOperation { Instance: { } instance } plumbing && Awaiting.PassesThrough(plumbing.TargetMethod))
        {
            awaited = Uses.Plain(instance);
        }

        return awaited is IInvocationOperation { TargetMethod: { IsAsync: true, DeclaringSyntaxReferences.IsEmpty: false } };
    }

    private static bool NeverThrows(IOperation use, ISymbol member, NetworkFailure failure, Seen seen, int depth, HashSet<ISymbol> known)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke })
        {
            return Uses.ReceiverOf(use) is { } given && Makings.SymbolOf(given) is { Name: var name } && Noting.Says(name.Substring(name.LastIndexOf('_') + 1));
        }

        if (member.ContainingType is { IsAnonymousType: true } or { IsTupleType: true } || (member is IMethodSymbol && Noting.Says(member.Name) && !seen.Types.TopicsOf(member).HasAny(Talks)))
        {
            return true;
        }

        if (member.DeclaringSyntaxReferences.IsEmpty && member.ContainingType?.DeclaringSyntaxReferences.IsEmpty != false)
        {
            return member.ContainingType is { } type && Throwing.IsStreamLike(type, seen.Types) && use is not IObjectCreationOperation
                ? IsOverConnection(Uses.ReceiverOf(use), seen) && Throwing.Never(member, failure, seen.Types)
                : Throwing.Never(member, failure, seen.Types);
        }

        return NeverThrows(member, failure, seen, depth, known);
    }

    /// <summary>A member of this compilation: its code is looked into, if it can be seen which.</summary>
    private static bool NeverThrows(ISymbol member, NetworkFailure failure, Seen seen, int depth, HashSet<ISymbol> known)
    {
        if (!known.Add(member.OriginalDefinition))
        {
            return true;
        }

        if (depth == 0 || known.Count > MostFunctions)
        {
            return false;
        }

        switch (member)
        {
            case IPropertySymbol { IsAbstract: true } or IPropertySymbol { IsVirtual: true }:
                return false;

            case IPropertySymbol property when seen.Sources.BodyOf(property) is null:
                // Without a body of its own: an auto-property.
                return true;

            case IPropertySymbol property:
                return NeverThrows(seen.Sources.BodyOf(property)!.Root, failure, seen, depth - 1, known);

            case IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true }:
                return true;

            case IMethodSymbol method:
                var found = method.MethodKind == MethodKind.Constructor ? new[] { method } : Failures.Of(seen.Compilation).ImplementationsOf(method, seen.Cancellation).ToArray();
                return found.Length > 0 && found.All(one => seen.Sources.FunctionOf(one) is { } function && NeverThrows(function, failure, seen.In(Body.Around(function)), depth - 1, known));

            default:
                return false;
        }
    }

    private static bool MayBe(ITypeSymbol? thrown, INamedTypeSymbol? wanted) =>
        thrown is null || Catching.Takes(wanted, thrown) || Catching.Takes(thrown, wanted);

    private static bool IsPlainCollection(ITypeSymbol? type) =>
        type is IArrayTypeSymbol or { SpecialType: SpecialType.System_String }
        || type?.ContainingNamespace?.ToDisplayString() is "System.Collections" or "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections.Immutable" && type.TypeKind != TypeKind.Interface;
}
