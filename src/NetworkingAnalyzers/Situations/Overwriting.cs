using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// A field or property that holds a connection gets the next one: can the old one still be open then, with nobody else who has
/// it? Whatever may have closed it, or may have taken it, is taken to have done so.
/// </summary>
internal sealed class Overwriting
{
    private const int CallDepth = 3;

    /// <summary>What says that an end is made of something. A method of such a name is not looked into.</summary>
    private static readonly string[] ClosingWords = ["Close", "Dispose", "Disconnect", "Stop", "Reset", "Abort", "Shutdown", "Kill", "Clean", "Clear", "Drop", "Release", "Destroy", "Hang", "Free", "Teardown", "End"];

    private readonly Dictionary<(ISymbol Method, int Depth), bool> _closes = new();
    private readonly ISymbol _variable;
    private readonly IOperation _made;
    private readonly Seen _seen;

    /// <param name="variable">The field or property.</param>
    /// <param name="made">What makes the connection that is put into it: a creation, or a call of a method that opens one.</param>
    /// <param name="seen">The body that does.</param>
    public Overwriting(ISymbol variable, IOperation made, Seen seen)
    {
        _variable = variable;
        _made = made;
        _seen = seen;
    }

    /// <summary>The assignment that puts what was created into a field or property, at once or by way of a local; null where there is none.</summary>
    public static ISimpleAssignmentOperation? StoreOf(IOperation made, Body body)
    {
        var value = Uses.Whole(made is IInvocationOperation ? Waiting.Awaited(made) : made);
        if (value.Parent is ISimpleAssignmentOperation { Target: IMemberReferenceOperation } store && ReferenceEquals(store.Value, value))
        {
            return store;
        }

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } && Writes.Among(body.MentionsOf(local)).Count() == 1
            ? body.MentionsOf(local).Select(mention => Uses.Whole(mention).Parent).OfType<ISimpleAssignmentOperation>()
                .FirstOrDefault(assignment => assignment.Target is IMemberReferenceOperation && Uses.Plain(assignment.Value) is ILocalReferenceOperation)
            : null;
    }

    /// <summary>The field or automatic property of this very object (or type) that the store writes; null for any other target.</summary>
    public static ISymbol? VariableOf(IOperation target, Seen seen) => target switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Property: { } property } when IsAutomatic(property, seen) => property,
        _ => null,
    };

    /// <summary>Whether a way leads to the store on which the variable holds a connection that nobody has closed or taken.</summary>
    public bool LeavesOpen(ISimpleAssignmentOperation store)
    {
        var function = Body.FunctionOf(store);
        if (IsMadeOnlyWhereThereIsNone(store) || IsGivenAway(function))
        {
            return false;
        }

        return Leads(UsesOf(function).Prepend(store), store, function)
            || IsCalledAgain(store, function)
            || IsMadeAnewWhereItBroke(store, function);
    }

    /// <summary>
    /// <c>if (!_client.Connected) { _client = new TcpClient(); .. }</c>: whoever asks so has had one before. Nobody else has the connection, and only the end of the object closes it.
    /// </summary>
    private bool IsMadeAnewWhereItBroke(ISimpleAssignmentOperation store, IOperation function) =>
        _variable is { DeclaredAccessibility: Accessibility.Private, ContainingType: { } type }
        && TestsBefore(store).SelectMany(Operations.Below).Any(AsksWhetherConnected)
        && !IsClosedInLife()
        && !_seen.Sources.BodiesIn(type).Any(body => IsGivenAway(body.Root))
        && Paths.Around(store, _seen.Body, _seen.Cancellation) is { } paths
        && paths.Reaches(null, paths.Any(store), paths.Any(ClosesIn(function, null)), Exceptions.Caught, [_variable]) == Answer.Yes;

    /// <summary><c>Connected</c> of the connection in the variable, or a property of the object's own that gives it.</summary>
    private bool AsksWhetherConnected(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Connected", DeclaringSyntaxReferences.IsEmpty: true } } => ConnectedAnswers.HolderOf(operation) is { } holder && IsVariable(holder),
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { DeclaringSyntaxReferences.IsEmpty: false } own } => _seen.Sources.ReturnedBy(own).Any(returned =>
            Operations.Below(returned).Any(inner => inner is IPropertyReferenceOperation { Property: { Name: "Connected", DeclaringSyntaxReferences.IsEmpty: true } } && ConnectedAnswers.HolderOf(inner) is { } holder && IsVariable(holder))),
        _ => false,
    };

    /// <summary>The method is called again: by a loop, after a use of the connection has failed, by itself.</summary>
    private bool IsCalledAgain(ISimpleAssignmentOperation store, IOperation function)
    {
        if (Functions.SymbolOf(function) is not (null or { MethodKind: MethodKind.Ordinary })
            || _seen.Body.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || Paths.Around(store, _seen.Body, _seen.Cancellation) is not { } paths
            || paths.Reaches(null, paths.Any(store), paths.Any(ClosesIn(function, null)), Exceptions.Caught, [_variable]) != Answer.Yes)
        {
            return false;
        }

        if (Operations.BelowInFunction(function).OfType<IInvocationOperation>().Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, method) && Leads([store], call, function)))
        {
            return true;
        }

        return StaysAfter(store, paths, function) && _seen.Sources.CallsOf(method, _seen.Cancellation).Any(IsRepeated);
    }

    /// <summary>The call comes again, or a use of the connection leads to it.</summary>
    private bool IsRepeated(IOperation call)
    {
        var body = Body.Around(call);
        var caller = Body.FunctionOf(call);
        return !IsMadeOnlyWhereThereIsNone(call)
            && !IsGivenAway(caller)
            && Leads(UsesOf(caller).Prepend(call), call, caller, body);
    }

    /// <summary>The method ends, well or not, with the connection open in the variable.</summary>
    private bool StaysAfter(IOperation store, Paths paths, IOperation function) =>
        (paths.From(store, paths.Any(ClosesIn(function, null)), Exceptions.Any, [_variable]) & (Ends.Returns | Ends.Throws)) != 0;

    /// <summary>A way from one of the starts to the end (round a loop where it is the end itself) on which nothing may close the connection.</summary>
    private bool Leads(IEnumerable<IOperation> starts, IOperation to, IOperation function, Body? body = null)
    {
        if (Paths.Around(to, body ?? _seen.Body, _seen.Cancellation) is not { } paths)
        {
            return false;
        }

        var closes = paths.Any(ClosesIn(function, to));
        return starts.Any(from => ReferenceEquals(from, to)
            ? (paths.From(from, closes, Exceptions.Caught, [_variable], MayFail) & Ends.Again) != 0
            : paths.Reaches(from, paths.Any(to), closes, Exceptions.Caught, [_variable], MayFail) == Answer.Yes);
    }

    /// <summary><c>GetStream</c> of a client that is connected does not fail.</summary>
    private bool MayFail(IOperation operation) => Uses.MemberOf(operation) is not { } member || !_seen.Types.TopicsOf(member).HasAny(Topics.SharesConnection);

    /// <summary>
    /// What is read, written to or shut down, and so was open; what follows upon it, the failure of the call too, comes behind.
    /// None where a <c>using</c> of the function closes the connection.
    /// </summary>
    private IEnumerable<IOperation> UsesOf(IOperation function)
    {
        var here = _seen.In(Body.Around(function));
        return Operations.BelowInFunction(function).Any(IsClosedByUsing)
            ? Enumerable.Empty<IOperation>()
            : Operations.BelowInFunction(function).OfType<IInvocationOperation>().Where(IsUse).Select(call => Uses.ReceiverOf(call)!);

        bool IsUse(IInvocationOperation call) =>
            _seen.Types.TopicsOf(call.TargetMethod).HasAny(Opening.NeedsOpen) && IsIt(Uses.ReceiverOf(call));

        bool IsClosedByUsing(IOperation operation) => IsResource(operation)
            && Operations.Below(operation).Any(inner => inner is IVariableInitializerOperation { Value: var value } ? IsIt(value) : ReferenceEquals(inner, operation) && IsIt(inner));

        bool IsIt(IOperation? value) => SameConnection.IsKeptIn(_variable, value, here);
    }

    /// <summary>What a <c>using</c> declares or is given.</summary>
    private static bool IsResource(IOperation operation) =>
        operation.Parent is IUsingDeclarationOperation || (operation.Parent is IUsingOperation @using && ReferenceEquals(@using.Resources, operation));

    /// <summary>Whatever may close the connection, and each other write of the variable. A <c>using</c> closes from where it is given something: its end has no operation of its own.</summary>
    private IEnumerable<IOperation> ClosesIn(IOperation function, IOperation? apart) =>
        Operations.BelowInFunction(function)
            .Where(operation => !ReferenceEquals(operation, apart) && (MayClose(operation, CallDepth) || (apart is not null && operation is ISimpleAssignmentOperation other && IsVariable(other.Target))))
            .SelectMany(operation => IsResource(operation) ? Operations.Below(operation) : [operation]);

    private bool MayClose(IOperation operation, int depth)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: var opening } when ReferenceEquals(operation, _made):
                return depth == 0 || _seen.Sources.FunctionOf(opening) is not { } code || Operations.Below(code).Any(inner => ClosesOld(inner, depth - 1));
            case IDynamicInvocationOperation:
            case not null when IsResource(operation):
                return true;
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }:
                return true;
            case IInvocationOperation { TargetMethod: var method }:
                return (_seen.Types.TopicsOf(method).HasAny(Topics.Releases) && !IsOfSomethingElse(method.ContainingType)) || Closes(method, depth);
            case IMethodReferenceOperation { Method: var method }:
                return Closes(method, depth);
            case IAnonymousFunctionOperation lambda:
                return Operations.Below(lambda.Body).Any(inner => MayClose(inner, depth));
            default:
                return false;
        }
    }

    /// <summary>In the method that opens the next connection: what it closes of its own locals is that one, where it could not be opened.</summary>
    private bool ClosesOld(IOperation operation, int depth) =>
        SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), _variable)
        || (!IsResource(operation) && MayClose(operation, depth) && !(operation is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true } close && Uses.ReceiverOf(close) is ILocalReferenceOperation));

    /// <summary>Asked once for a method at a depth: many calls lead to the same ones.</summary>
    private bool Closes(IMethodSymbol method, int depth)
    {
        if (!_closes.TryGetValue((method, depth), out var closes))
        {
            closes = LooksLikeClosing(method, depth);
            _closes.Add((method, depth), closes);
        }

        return closes;
    }

    /// <summary>A name by which projects call what closes a connection: <c>ShutdownSocket</c>, <c>Drop</c>.</summary>
    internal static bool SoundsLikeClosing(string name) => ClosingWords.Any(word => name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || name.Contains(word));

    private bool LooksLikeClosing(IMethodSymbol method, int depth) =>
        method.DeclaringSyntaxReferences.Length > 0
        && (SoundsLikeClosing(method.Name)
            || depth == 0
            || !(_seen.Sources.FunctionOf(method) is { } function)
            || (!Operations.Contains(function, _seen.Body.Root) && !SymbolEqualityComparer.Default.Equals(method, _seen.Body.Owner) && Operations.Below(function).Any(inner => MayClose(inner, depth - 1))));

    /// <summary>Its disposal ends no connection.</summary>
    public static bool IsOfSomethingElse(INamedTypeSymbol type) => type.Name is "CancellationTokenSource" or "Timer" or "CancellationTokenRegistration";

    /// <summary><c>if (_client == null)</c> before the store; where <c>Connected</c> decides, alone or with it, another method may have closed it, other than the one that ends the object.</summary>
    private bool IsMadeOnlyWhereThereIsNone(IOperation at)
    {
        var tests = TestsBefore(at).ToList();
        return tests.Any(test => Operations.Below(test).Any(IsTestForNull) && !Operations.Below(test).Any(SaysConnected))
            || (tests.SelectMany(Operations.Below).Any(SaysConnected) && IsClosedInLife());
    }

    /// <summary>The type closes something elsewhere than where the object ends.</summary>
    private bool IsClosedInLife() =>
        _variable.ContainingType is { } type && _seen.Sources.BodiesIn(type).Any(body => !IsEndOfObject(body.Owner) && body.Uses.Any(use => Uses.MemberOf(use) is { } member && _seen.Types.TopicsOf(member).HasAny(Topics.Releases)));

    private static bool IsEndOfObject(ISymbol? member) => member is IMethodSymbol { MethodKind: MethodKind.Destructor } or IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: "Dispose" or "DisposeAsync" };

    /// <summary>The conditions of the function that stand before it: around it, or with a jump.</summary>
    private static IEnumerable<IOperation> TestsBefore(IOperation at) =>
        Operations.BelowInFunction(Body.FunctionOf(at)).OfType<IConditionalOperation>()
            .Where(test => test.Syntax.SpanStart < at.Syntax.SpanStart && (Operations.Contains(test, at) || Operations.Below(test).Any(inner => inner is IReturnOperation or IBranchOperation or IThrowOperation)))
            .Select(test => test.Condition);

    private bool IsTestForNull(IOperation operation) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => (IsVariable(binary.LeftOperand) && Uses.IsNull(binary.RightOperand)) || (IsVariable(binary.RightOperand) && Uses.IsNull(binary.LeftOperand)),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } test => IsVariable(test.Value),
        _ => false,
    };

    private static bool SaysConnected(IOperation operation) =>
        (operation is IMemberReferenceOperation member && member.Member.Name.IndexOf("Connected", StringComparison.OrdinalIgnoreCase) >= 0)
        || (operation is IInvocationOperation call && call.TargetMethod.Name.IndexOf("Connected", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Passed to the project's own code, put into a collection, returned or captured here: somebody else may close it.</summary>
    private bool IsGivenAway(IOperation function)
    {
        var here = _seen.In(Body.Around(function));
        return Operations.Below(function).Any(operation => operation switch
        {
            IArgumentOperation { Value: var value, Parent: { } call } => IsTaker(call) && IsHeld(value),
            IReturnOperation { ReturnedValue: { } value } => IsHeld(value),
            IMemberReferenceOperation member => IsVariable(member) && !ReferenceEquals(Body.FunctionOf(member), function),
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation or IArrayElementReferenceOperation } assignment => !IsVariable(assignment.Target) && IsHeld(assignment.Value),
            _ => false,
        });

        bool IsHeld(IOperation value) => SameConnection.IsKeptIn(_variable, value, here);
    }

    private bool IsTaker(IOperation call) =>
        Uses.MemberOf(call) is { } member && (member.DeclaringSyntaxReferences.Length > 0 || (call is IInvocationOperation && !_seen.Types.TopicsOf(member).HasAny(Topics.OnlyBorrows)));

    private bool IsVariable(IOperation operation) =>
        Uses.Plain(operation) is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member, _variable);

    private static bool IsAutomatic(IPropertySymbol property, Seen seen) =>
        !property.IsAbstract && property.SetMethod is not null && property.DeclaringSyntaxReferences.Length > 0 && seen.Sources.BodyOf(property.SetMethod) is null;
}
