using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Does a field or property still hold an open connection where a new one is stored there? It does where the same store comes
/// round again, or a call on the connection leads to it, and nothing between may have closed it or given it to somebody.
/// </summary>
internal sealed class Overwriting
{
    /// <summary>How many methods deep something that closes is looked for.</summary>
    private const int Depth = 3;

    /// <summary>How many bodies are read for one variable before it is taken that one of them closes.</summary>
    private const int MostBodies = 60;

    /// <summary>Called on an open connection: it throws on one that was closed.</summary>
    private static readonly Topics UsesOpen = Receiving.Reads | Topics.SendsBytes | Topics.Connects | Topics.ShutsDown;

    private static readonly string[] ClosingWords = ["Close", "Dispose", "Abort", "Disconnect", "Cleanup", "Clear", "Release", "Stop", "Kill", "Destroy", "Drop", "Terminate", "Cancel", "Shutdown", "TearDown", "Reset", "Free", "Exit"];

    private readonly ISymbol _variable;
    private readonly ISymbol[] _held;
    private readonly Seen _seen;
    private int _bodies;

    public Overwriting(ISymbol variable, Seen seen)
    {
        _variable = variable;
        _held = [variable];
        _seen = seen;
    }

    /// <summary>The statement that stores what a creation made, at once or from a local that holds nothing else; null where there is none.</summary>
    public static ISimpleAssignmentOperation? StoreOf(IObjectCreationOperation creation, Body body)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        if (value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            var mentions = body.MentionsOf(local);
            var stores = mentions.Where(mention => mention.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Value, mention)).ToList();
            return Writes.Among(mentions).Skip(1).Any() || stores.Count != 1 || stores[0].Parent is not ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } only ? null : only;
        }

        return value.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } store && ReferenceEquals(store.Value, value) ? store : null;
    }

    /// <summary>The field or plain property of this object (or static) that is the target; null for anything else.</summary>
    public static ISymbol? VariableOf(IOperation target, Seen seen) => target switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsVirtual: false, IsAbstract: false, IsOverride: false, SetMethod: { } setter } property }
            when !property.DeclaringSyntaxReferences.IsEmpty && IsAutomatic(property) && seen.Sources.BodyOf(setter) is null => property,
        _ => null,
    };

    /// <summary>Whether the store can be seen to take the place of a connection that nobody has closed.</summary>
    public bool LeavesOpen(ISimpleAssignmentOperation store)
    {
        if (IsFollowedBy(store, _seen, [store], store) || IsLedToByUse(store, _seen))
        {
            return true;
        }

        // The method that stores is called again by a loop, or where the connection has failed.
        if (Body.FunctionOf(store) is not IMethodBodyOperation
            || _seen.Body.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || MetIn(store, _seen, [store]) is not { } met
            || Paths.Around(store, _seen.Body, _seen.Cancellation) is not { } paths
            || paths.Reaches(null, paths.Any(store), met(paths), holding: _held) != Answer.Yes)
        {
            return false;
        }

        var ends = paths.From(store, met(paths), Exceptions.Any, _held);
        foreach (var mention in _seen.Sources.MentionsOf(method))
        {
            if (mention is IInvocationOperation { Instance: null or IInstanceReferenceOperation } call && LeavesOpen(call, method, ends))
            {
                return true;
            }
        }

        return false;
    }

    private bool LeavesOpen(IInvocationOperation call, IMethodSymbol method, Ends ends)
    {
        var there = _seen.In(Body.Around(call));
        if (SymbolEqualityComparer.Default.Equals(there.Body.Owner, method))
        {
            // It calls itself: the store leads to the call.
            return false;
        }

        if (MaySomebodyElseClose(there))
        {
            return false;
        }

        var failsWithout = (ends & Ends.Throws) == 0;
        return (ends & Ends.Unknown) == 0
            && (ends & Ends.Returns) != 0
            && (IsFollowedBy(call, there, [call], call, failsWithout ? call : null) || IsLedToByUse(call, there));
    }

    /// <summary>What was stored at <paramref name="from"/> is still open where the next is stored.</summary>
    private bool IsFollowedBy(IOperation from, Seen there, IOperation[] stores, IOperation to, IOperation? doesNotFail = null)
    {
        if (MaySomebodyElseClose(there) || MetIn(from, there, stores) is not { } met || Paths.Around(from, there.Body, _seen.Cancellation) is not { } paths)
        {
            return false;
        }

        Func<IOperation, bool>? mayFail = doesNotFail is null ? null : operation => !(operation is IAwaitOperation or IInvocationOperation && operation.Syntax.Span.Contains(doesNotFail.Syntax.Span));
        var ends = paths.From(from, met(paths), Exceptions.Caught, _held, mayFail);
        if ((ends & Ends.Unknown) != 0)
        {
            return false;
        }

        // The start that is met again ends its path as "again".
        return (ends & Ends.Again) != 0
            || (from is ISimpleAssignmentOperation && there.Body.Owner is IMethodSymbol owner
                && there.Body.MentionsOf(owner).Where(mention => mention is IInvocationOperation { Instance: null or IInstanceReferenceOperation } && IsInFunctionOf(mention, from)).ToList() is { Count: > 0 } calls
                && paths.Reaches(null, paths.Any(to), met(paths), holding: _held) == Answer.Yes
                && paths.Reaches(from, paths.Any(calls), met(paths), holding: _held) == Answer.Yes);
    }

    /// <summary>A call on the connection (it would throw on a closed one) leads to the store.</summary>
    private bool IsLedToByUse(IOperation to, Seen there)
    {
        if (MaySomebodyElseClose(there))
        {
            return false;
        }

        foreach (var use in there.Net.CallsOf(UsesOpen))
        {
            if (IsInFunctionOf(use, to)
                && Uses.ReceiverOf(use) is { } receiver
                && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(receiver, there), _variable)
                && MetIn(to, there, [to]) is { } met
                && Paths.Around(to, there.Body, _seen.Cancellation) is { } paths
                && paths.Reaches(receiver, paths.Any(to), met(paths), holding: _held) == Answer.Yes)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where a look at <c>Connected</c> decides, a closed connection is as good a reason as a failed one: then nobody but those who
    /// end it all may close it.
    /// </summary>
    private bool MaySomebodyElseClose(Seen there)
    {
        if (!there.Net.Topics.HasAny(Topics.RemembersConnected) && !_seen.Net.Topics.HasAny(Topics.RemembersConnected))
        {
            return false;
        }

        foreach (var body in _seen.Sources.BodiesIn(_variable.ContainingType))
        {
            if (body.Owner is not IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "Finalize" } && NetBodyOf(body).Net.Topics.HasAny(Topics.Releases))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What may have closed the old connection, as operations of the function that runs <paramref name="at"/>; null where a
    /// <c>using</c> or lambda there may do it at a time that cannot be said.
    /// </summary>
    private Func<Paths, Func<IOperation, bool>>? MetIn(IOperation at, Seen there, IOperation[] stores)
    {
        var function = Body.FunctionOf(at);
        if (Operations.Below(function).Any(operation => IsUsingOfConnection(operation) || (operation is IAnonymousFunctionOperation or ILocalFunctionOperation && !ReferenceEquals(operation, function) && MayCloseIn(operation, there))))
        {
            return null;
        }

        var met = new List<IOperation>();
        foreach (var operation in Operations.BelowInFunction(function))
        {
            if (!stores.Any(store => ReferenceEquals(store, operation)) && MayClose(operation, there, Depth))
            {
                met.Add(operation);
            }
        }

        return paths => paths.Any(met);
    }

    private bool MayCloseIn(IOperation function, Seen there) => Operations.Below(function).Any(operation => MayClose(operation, there, Depth));

    /// <summary>Closes something, gives the connection to somebody, puts something else into the variable, or calls what may.</summary>
    private bool MayClose(IOperation operation, Seen there, int depth)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: var method }:
                return method.MethodKind == MethodKind.DelegateInvoke
                    || there.Types.TopicsOf(method).HasAny(Topics.Releases | Topics.GivesHandle)
                    || (!there.Types.TopicsOf(method).HasAny(Topics.ShutsDown) && SaysClose(method.Name))
                    || MayClose(method, depth);
            case IMethodReferenceOperation { Method: var method }:
                return MayClose(method, depth);
            case IObjectCreationOperation { Constructor: { } constructor }:
                return MayClose(constructor, depth);
            case IFieldReferenceOperation or IPropertyReferenceOperation when SymbolEqualityComparer.Default.Equals(((IMemberReferenceOperation)operation).Member, _variable):
                return Write.By(operation) is { } write
                    ? write.Value is not { } value || Uses.Plain(value) is not (IObjectCreationOperation or ILocalReferenceOperation)
                    : Escape.UsesOf(operation).Any(use => GivesAway(use, there));
            default:
                return false;
        }
    }

    private bool GivesAway(Use use, Seen there) => use.Kind switch
    {
        UseKind.Inspected => false,
        UseKind.Receiver when use.Member is { } member && there.Types.TopicsOf(member).HasAny(Topics.SharesConnection) => Escape.UsesOf(use.At).Any(GivesStreamAway),
        UseKind.Receiver => use.Member is { } member && there.Types.TopicsOf(member).HasAny(Topics.GivesHandle),
        UseKind.Passed => !IsFrameworkConstructor(use.At),
        _ => true,
    };

    private static bool GivesStreamAway(Use use) => use.Kind switch
    {
        UseKind.Inspected or UseKind.Receiver or UseKind.Aliased or UseKind.Stored => false,
        UseKind.Passed => !IsFrameworkConstructor(use.At),
        _ => true,
    };

    /// <summary><c>new NetworkStream(socket)</c>, <c>new StreamReader(stream)</c>: who closes those is seen.</summary>
    private static bool IsFrameworkConstructor(IOperation at) =>
        at is IObjectCreationOperation { Constructor: { DeclaringSyntaxReferences.IsEmpty: true, ContainingNamespace: var space } }
        && space.ToDisplayString() is "System.IO" or "System.Net.Sockets" or "System.Net.Security";

    /// <summary>A method of this compilation that may close, or whose code will be another's.</summary>
    private bool MayClose(IMethodSymbol method, int depth)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        if (method.IsAbstract && method.ContainingType.TypeKind != TypeKind.Interface)
        {
            return true;
        }

        if (_seen.Sources.BodyOf(method) is not { } body)
        {
            return false;
        }

        if (depth == 0 || ++_bodies > MostBodies)
        {
            return true;
        }

        var there = NetBodyOf(body);
        return Operations.Below(body.Root).Any(operation =>
            IsUsingOfConnection(operation)
            || (operation is not IInvocationOperation { TargetMethod: var inner } || !SymbolEqualityComparer.Default.Equals(inner, method)) && MayClose(operation, there, depth - 1));
    }

    private Seen NetBodyOf(Body body) => _seen.In(body);

    private static bool IsUsingOfConnection(IOperation operation) =>
        (operation switch
        {
            IUsingOperation @using => @using.Resources,
            IUsingDeclarationOperation declaration => declaration.DeclarationGroup,
            _ => null,
        }) is { } resources
        && Operations.Below(resources).Any(below =>
            (below is IVariableDeclaratorOperation declarator ? declarator.Symbol.Type : below.Type) is { ContainingNamespace: { } space } && IsOfConnections(space));

    private static bool IsOfConnections(INamespaceSymbol space)
    {
        for (var up = space; up is { IsGlobalNamespace: false }; up = up.ContainingNamespace)
        {
            if (up.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } && up.Name is "IO" or "Net")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFunctionOf(IOperation one, IOperation other) => ReferenceEquals(Body.FunctionOf(one), Body.FunctionOf(other));

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool SaysClose(string name) => ClosingWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
