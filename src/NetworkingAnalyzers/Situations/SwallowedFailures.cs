using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>A read or write whose failure is caught and only noted, before the same connection is used again: by the next round of a loop, or by a send that follows.</summary>
internal readonly struct SwallowedFailure
{
    public SwallowedFailure(IOperation use, bool isSend, bool isRetry, ICatchClauseOperation handler, ISymbol connection, IOperation? again, IOperation? behind = null)
    {
        Use = use;
        IsSend = isSend;
        IsRetry = isRetry;
        Handler = handler;
        Connection = connection;
        Again = again;
        Behind = behind;
    }

    /// <summary>The call that fails.</summary>
    public IOperation Use { get; }

    public bool IsSend { get; }

    /// <summary>The loop repeats until the call succeeds.</summary>
    public bool IsRetry { get; }

    public ICatchClauseOperation Handler { get; }

    /// <summary>The variable that holds the connection round after round.</summary>
    public ISymbol Connection { get; }

    /// <summary>The write to the same connection that the handler itself makes, where it makes one: it fails as well, and nobody catches that.</summary>
    public IOperation? Again { get; }

    /// <summary>The send or read behind the <c>try</c>, where there is one.</summary>
    public IOperation? Behind { get; }
}

/// <summary>
/// Finds failures that nobody acts on. Everything that might act on one (a call that is more than a note, a test of the
/// connection, a flag that somebody else clears, a look at the cause) is a reason to find nothing.
/// </summary>
internal static class SwallowedFailures
{
    /// <summary>Writes to a connection.</summary>
    internal static readonly Topics Writing = Topics.SendsBytes | Topics.WritesThroughWriter;

    private const int Depth = 8;
    private const int MostCallers = 16;

    /// <summary>At most one for each handler: the first call that can fail into it.</summary>
    public static IEnumerable<SwallowedFailure> In(Seen seen)
    {
        var handlers = new HashSet<IOperation>();
        foreach (var (use, receiver, isSend, fails) in UsesIn(seen))
        {
            if (HandlerOf(use, fails, seen) is not var (@try, handler) || handlers.Contains(handler))
            {
                continue;
            }

            if (isSend && handler.Filter is null && RepeatedIn(handler, (IInvocationOperation)use, receiver, seen) is var (kept, repeated))
            {
                handlers.Add(handler);
                yield return new SwallowedFailure(use, isSend, isRetry: false, handler, kept, repeated);
                continue;
            }

            if (isSend && handler.Filter is null && AnsweredIn(@try, handler, receiver, seen) is var (failed, answer))
            {
                handlers.Add(handler);
                yield return new SwallowedFailure(use, isSend, isRetry: false, handler, failed, answer);
                continue;
            }

            if (!OnlyNotes(handler, receiver, isSend, seen))
            {
                continue;
            }

            if (isSend && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IBranchOperation) && UsedBehind(@try, receiver, seen) is var (held, behind))
            {
                handlers.Add(handler);
                yield return new SwallowedFailure(use, isSend, isRetry: false, handler, held, null, behind);
            }
            else if (Loops.Around(@try) is { } loop
                && SameInEachRound(receiver, loop, seen) is { } connection
                && !MayBeTimeout(isSend, use, seen)
                && NothingElseActs(use, @try, handler, loop, seen))
            {
                handlers.Add(handler);
                yield return new SwallowedFailure(use, isSend, LeavesOnSuccess(use, @try, loop), handler, connection, AnswersIn(handler, receiver, seen).FirstOrDefault());
            }
        }
    }

    /// <summary>
    /// <c>try { socket.Send(hello); } catch { Log(); } socket.Send(more);</c>: the variable and the send, or the wait for the answer, that stands
    /// behind the <c>try</c> in the same block, with nothing in between that could leave, close or look.
    /// </summary>
    private static (ISymbol Connection, IOperation Behind)? UsedBehind(ITryOperation @try, IOperation receiver, Seen seen)
    {
        if (@try is not { Finally: null, Parent: IBlockOperation block }
            || SameConnection.RootOf(receiver, seen, throughAll: true) is not { } root
            || Evidence.TypeOf(new Call(@try, Topics.None, seen)) is not { } type || Evidence.IsNamed(type, seen, name => name == "Blocking"))
        {
            return null;
        }

        foreach (var statement in block.Operations.Where(statement => statement.Syntax.SpanStart > @try.Syntax.SpanStart))
        {
            var looked = statement is ITryOperation { Body.Operations: { IsEmpty: false } inner } ? inner[0] : statement;
            if (looked is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation))
            {
                return null;
            }

            foreach (var operation in Operations.BelowInFunction(looked))
            {
                switch (operation)
                {
                    case IInvocationOperation call when UseOf(call, seen) is var (to, _, _) && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(to, seen, throughAll: true), root):
                        return (root, call);
                    case IInvocationOperation call when !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && !IsNote(call, seen):
                    case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }:
                    case IConditionalOperation or ICoalesceOperation or ISwitchExpressionOperation or IThrowOperation or IConditionalAccessOperation:
                    case IInvocationOperation known when seen.Types.TopicsOf(known.TargetMethod).HasAny(Topics.Releases | Topics.Connects | Receiving.Reads):
                    case IAssignmentOperation { Target: var target } when SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(target), root):
                        return null;
                }
            }

            if (!ReferenceEquals(looked, statement))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary><c>catch (SocketException) { socket.Send(frame); }</c>: the same once more, with nothing before it that may have connected anew.</summary>
    private static (ISymbol Connection, IOperation Again)? RepeatedIn(ICatchClauseOperation handler, IInvocationOperation use, IOperation receiver, Seen seen)
    {
        foreach (var operation in Operations.BelowInFunction(handler.Handler))
        {
            switch (operation)
            {
                case IInvocationOperation call when SymbolEqualityComparer.Default.Equals(call.TargetMethod, use.TargetMethod)
                    && call.Syntax.IsEquivalentTo(use.Syntax, topLevel: false):
                    return SameConnection.RootOf(receiver, seen, throughAll: true) is { } root
                        && Writes.Among(seen.Body.MentionsOf(root)).All(write => !Operations.Contains(handler, write.At))
                        && Evidence.TypeOf(new Call(use, Topics.None, seen)) is { } type && !Evidence.IsNamed(type, seen, name => name == "Blocking")
                            ? (root, call) : null;
                case IInvocationOperation call when !IsNote(call, seen) && !IsPartOfUse(call, use):
                case IConditionalOperation or ISwitchOperation or IThrowOperation or IReturnOperation or IAssignmentOperation or ILoopOperation or IAnonymousFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// <c>catch (IOException e) { Failed?.Invoke(e); stream.Write(sorry); }</c>: nothing but a send on this connection can have thrown that, and it is the same connection
    /// to which the handler writes, come what may.
    /// </summary>
    private static (ISymbol Connection, IOperation Again)? AnsweredIn(ITryOperation @try, ICatchClauseOperation handler, IOperation receiver, Seen seen)
    {
        if (!SymbolEqualityComparer.Default.Equals(handler.ExceptionType, seen.Types.IOException) && !SymbolEqualityComparer.Default.Equals(handler.ExceptionType, seen.Types.SocketException)
            || SameConnection.RootOf(receiver, seen, throughAll: true) is not { } root
            || root is not (ILocalSymbol or IParameterSymbol or IFieldSymbol { IsReadOnly: true })
            || !Operations.BelowInFunction(@try.Body).OfType<IInvocationOperation>().All(call => IsSendOn(root, call, seen) || MakesText(call)))
        {
            return null;
        }

        foreach (var operation in Operations.BelowInFunction(handler.Handler))
        {
            switch (operation)
            {
                case IInvocationOperation call when IsAnswer(call, receiver, seen):
                    return IsUnguarded(call, seen) ? (root, call) : null;
                case IInvocationOperation call when !IsNote(call, seen) && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke && !MakesText(call):
                case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or IThrowOperation or IReturnOperation or ILoopOperation or ITryOperation or IAnonymousFunctionOperation:
                case IAssignmentOperation { Target: var target } when SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(target), root):
                    return null;
            }
        }

        return null;
    }

    private static bool IsSendOn(ISymbol root, IInvocationOperation call, Seen seen) =>
        UseOf(call, seen) is (var to, true, _) ? SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(to, seen, throughAll: true), root)
        : seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.SharesConnection) || Awaiting.PassesThrough(call.TargetMethod);

    private static bool MakesText(IInvocationOperation call) => call.TargetMethod.ContainingType.Name is "Encoding" or "String" or "BitConverter" or "StringBuilder" or "Convert" or "MemoryExtensions";

    /// <summary><c>client.GetStream()</c> of <c>client.GetStream().Write(..)</c>.</summary>
    private static bool IsPartOfUse(IInvocationOperation call, IInvocationOperation use) =>
        Operations.BelowInFunction(use).Any(part => part.Syntax.IsEquivalentTo(call.Syntax, topLevel: false));

    /// <summary>Reads and writes of connections, here or one call deep, with what throws when they fail.</summary>
    private static IEnumerable<(IOperation Use, IOperation Receiver, bool IsSend, INamedTypeSymbol? Fails)> UsesIn(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            // A test of the syntax that costs nothing comes first.
            if (use is not IInvocationOperation call || Catching.TryAround(call) is null)
            {
                continue;
            }

            if (UseOf(call, seen) is var (receiver, isSend, fails))
            {
                yield return (call, receiver, isSend, fails);
            }
            else if (InnerUseOf(call, seen) is var (outer, innerSends, innerFails))
            {
                yield return (call, outer, innerSends, innerFails);
            }
        }
    }

    private static (IOperation Receiver, bool IsSend, INamedTypeSymbol? Fails)? UseOf(IInvocationOperation call, Seen seen)
    {
        var topics = seen.Types.TopicsOf(call.TargetMethod);
        return topics.HasAny(Receiving.Reads | Writing) && !topics.HasAny(Topics.Datagram)
            && Uses.ReceiverOf(call) is { } receiver
            && Waits(call)
            && Connections.Carries(receiver, seen)
                ? (receiver, topics.HasAny(Writing), NetTypes.Is(call.TargetMethod.ContainingType, seen.Types.Socket) ? seen.Types.SocketException : seen.Types.IOException)
                : null;
    }

    /// <summary>A failure of what is not waited for is thrown elsewhere.</summary>
    private static bool Waits(IInvocationOperation call) => !Awaiting.IsTask(call.Type) || Waiting.For(call) is not null;

    /// <summary>A method of this project that does no more with its failure than let it through.</summary>
    private static (IOperation Receiver, bool IsSend, INamedTypeSymbol? Fails)? InnerUseOf(IInvocationOperation call, Seen seen)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (method.DeclaringSyntaxReferences.IsEmpty || method.IsVirtual || method.IsAbstract || !Waits(call) || seen.Sources.FunctionOf(method) is not { } function)
        {
            return null;
        }

        var inside = seen.In(Body.Around(function));
        if (!inside.Net.Topics.HasAny(Receiving.Reads | Writing))
        {
            return null;
        }

        foreach (var use in inside.Net.CallsOf(Receiving.Reads | Writing).OfType<IInvocationOperation>())
        {
            if (Catching.TryAround(use) is null && ReferenceEquals(Body.FunctionOf(use), function) && UseOf(use, inside) is var (receiver, isSend, fails)
                && (GivenFor(receiver, call) ?? HeldFor(receiver, call, inside)) is { } from)
            {
                return (from, isSend, fails);
            }
        }

        return null;
    }

    private static IOperation? GivenFor(IOperation receiver, IInvocationOperation call) =>
        Uses.Plain(receiver) is IParameterReferenceOperation { Parameter.Ordinal: var place }
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == place) is { ArgumentKind: ArgumentKind.Explicit } given ? given.Value : null;

    /// <summary>A field of the same object, which the constructor fills, or which is filled where it is empty, and which nobody empties while the object lives: <c>_client ??= await OpenAsync();</c>.</summary>
    private static IOperation? HeldFor(IOperation receiver, IInvocationOperation call, Seen inside) =>
        (call.Instance is IInstanceReferenceOperation || call.TargetMethod.MethodKind == MethodKind.LocalFunction)
        && SameConnection.RootOf(receiver, inside) is IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Private } field
        && Writes.Among(inside.Sources.MentionsOf(field)).ToList() is { Count: > 0 } writes
        && (writes.Any(IsOnlyWhereEmpty) || writes.All(IsByConstructor))
        && writes.All(write => IsByConstructor(write) || IsOnlyWhereEmpty(write) || write.At is ISymbolInitializerOperation || (Body.Around(write.At).Owner is IMethodSymbol method && Delivering.OpensOrEnds(method.Name) && write.Value?.ConstantValue is { HasValue: true, Value: null }))
        // Closed by a method that may be called when something has failed.
        && !inside.Sources.MentionsOf(field).Any(mention => ClosesOutsideTheEnd(mention, inside))
            ? receiver : null;

    private static bool IsByConstructor(Write write) => write.At is ISymbolInitializerOperation || Functions.SymbolOf(Body.FunctionOf(write.At)) is { MethodKind: MethodKind.Constructor };

    /// <summary><c>_client ??= ..</c>, <c>if (_client == null) { _client = ..; }</c>.</summary>
    private static bool IsOnlyWhereEmpty(Write write) =>
        write.At.Parent is ICoalesceAssignmentOperation
        || (Makings.SymbolOf(write.At) is { } variable
            && Operations.Above<IConditionalOperation>(write.At) is { WhenFalse: null } test && Operations.Contains(test.WhenTrue, write.At)
            && AsksForNull(test.Condition, variable));

    private static bool AsksForNull(IOperation condition, ISymbol variable) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } =>
            Uses.Plain(right).ConstantValue is { HasValue: true, Value: null } && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(left)), variable),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }, Value: var value } =>
            SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(value)), variable),
        _ => false,
    };

    private static bool ClosesOutsideTheEnd(IOperation mention, Seen seen) =>
        Escape.UsesOf(mention).Any(use => use.Kind == UseKind.Receiver && use.Member is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Releases)
            && !(Body.Around(mention).Owner is IMethodSymbol { Name: var name } && Delivering.Ends(name)));

    /// <summary>The handler that a failure of the call reaches; none where one on the way looks at it first.</summary>
    private static (ITryOperation Try, ICatchClauseOperation Handler)? HandlerOf(IOperation use, INamedTypeSymbol? fails, Seen seen)
    {
        IOperation child = use;
        for (var up = use.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is not ITryOperation @try || !ReferenceEquals(@try.Body, child))
            {
                continue;
            }

            foreach (var handler in @try.Catches)
            {
                if (Catching.Takes(handler.ExceptionType, fails))
                {
                    return handler.Filter is null || OnlyCounts(handler.Filter) || NamesType(handler.Filter, fails) ? (@try, handler) : null;
                }

                if (handler.Filter is not null && NetTypes.Is(handler.ExceptionType, seen.Types.Type("System.Exception")))
                {
                    return null;
                }
            }
        }

        return null;
    }

    /// <summary><c>when (attempt &lt; 5)</c>: so many attempts, whatever the failure is.</summary>
    internal static bool OnlyCounts(IOperation filter) =>
        Operations.Below(filter).All(operation => operation is IBinaryOperation or ILiteralOperation or IConversionOperation or IParenthesizedOperation or IIncrementOrDecrementOperation or IInstanceReferenceOperation
            || (operation is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                && (operation.Type?.SpecialType == SpecialType.System_Int32 || operation.Parent is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol, Type.SpecialType: SpecialType.System_Int32 })));

    /// <summary><c>when (e is IOException or SocketException &amp;&amp; !stop.IsCancellationRequested)</c>: the type, and perhaps whether all is to end.</summary>
    private static bool NamesType(IOperation filter, INamedTypeSymbol? fails)
    {
        var isNamed = false;
        foreach (var operation in Operations.Below(filter))
        {
            switch (operation)
            {
                case ITypePatternOperation { MatchedType: var matched }:
                    isNamed |= Catching.Takes(matched, fails);
                    break;
                case IIsTypeOperation { TypeOperand: var asked }:
                    isNamed |= Catching.Takes(asked, fails);
                    break;
                case IIsPatternOperation or IBinaryPatternOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IInstanceReferenceOperation or IConversionOperation or IParenthesizedOperation:
                case IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" or "Token" }:
                    break;
                default:
                    return false;
            }
        }

        return isNamed;
    }

    /// <summary>The handler neither leaves nor does anything but note the failure (of a send also: count it).</summary>
    private static bool OnlyNotes(ICatchClauseOperation handler, IOperation failed, bool isSend, Seen seen)
    {
        foreach (var operation in Operations.Below(handler.Handler))
        {
            switch (operation)
            {
                case IReturnOperation or IThrowOperation or IAnonymousFunctionOperation or IUsingOperation or IUsingDeclarationOperation:
                case IBranchOperation { BranchKind: not BranchKind.Continue }:
                case IEventAssignmentOperation or IDynamicInvocationOperation:
                case IMemberReferenceOperation { Member: var member } when Noting.TellsCause(member) && Operations.Above<IConditionalOperation>(operation) is { } test && Operations.Contains(handler, test):
                case IIsTypeOperation or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                case IAssignmentOperation { Target: var target } when !IsOwnOf(target, handler):
                case IIncrementOrDecrementOperation { Target: var counter } when !IsOwnOf(counter, handler) && !(isSend && counter is ILocalReferenceOperation):
                case IInvocationOperation call when !IsNote(call, seen) && !(IsAnswer(call, failed, seen) && IsUnguarded(call, seen)):
                    return false;
            }
        }

        return true;
    }

    private static IEnumerable<IInvocationOperation> AnswersIn(ICatchClauseOperation handler, IOperation failed, Seen seen) =>
        Operations.BelowInFunction(handler.Handler).OfType<IInvocationOperation>().Where(call => IsAnswer(call, failed, seen));

    /// <summary>A write to the connection that has failed: to tell the peer what went wrong, of all things.</summary>
    private static bool IsAnswer(IInvocationOperation call, IOperation failed, Seen seen) =>
        (UseOf(call, seen) ?? InnerUseOf(call, seen)) is (var to, true, _)
        && SameConnection.RootOf(to, seen, throughAll: true) is { } root
        && SymbolEqualityComparer.Default.Equals(root, SameConnection.RootOf(failed, seen, throughAll: true));

    /// <summary>What the call throws leaves the function and meets nobody who is seen to catch it.</summary>
    private static bool IsUnguarded(IInvocationOperation call, Seen seen)
    {
        var failures = Failures.Of(seen.Compilation);
        return !Catching.IsCaught(call, failures.Takes)
            && Functions.Around(call) is { MethodKind: MethodKind.Ordinary } method
            && !seen.Sources.CallsOf(method, seen.Cancellation).Take(MostCallers).Any(caller => Catching.IsCaught(caller, failures.Takes));
    }

    private static bool IsOwnOf(IOperation target, ICatchClauseOperation handler) =>
        target is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declared } && handler.Syntax.Span.Contains(declared[0].Span)
        // Console.ForegroundColor
        || target is IPropertyReferenceOperation { Instance: null, Property.DeclaringSyntaxReferences.IsEmpty: true };

    internal static bool IsNote(IInvocationOperation call, Seen seen)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is { Name: "TimeSpan" or "Math" or "Random", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
        {
            // How long to wait before the next attempt.
            return true;
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return Uses.ReceiverOf(call) is { } target && Makings.SymbolOf(target) is { } @delegate && Noting.Says(@delegate.Name);
        }

        if (!Noting.Says(method.Name) || seen.Types.TopicsOf(method).HasAny(Topics.Releases | Topics.SendsBytes)
            || call.Arguments.Any(argument => seen.Types.IsConnection(Uses.Plain(argument.Value).Type)) || Connections.Carries(Uses.ReceiverOf(call), seen))
        {
            return false;
        }

        return method.DeclaringSyntaxReferences.IsEmpty
            || seen.Sources.BodyOf(method.OriginalDefinition) is not { } body
            || (!seen.In(body).Net.Topics.HasAny(Topics.Releases | Topics.Connects)
                && !Operations.Below(body.Root).Any(operation => operation is IThrowOperation or IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } } and not IInvocationOperation { TargetMethod.Name: "Write" }));
    }

    /// <summary>The variable outside the loop that holds the connection, where nothing in the loop gives it another.</summary>
    private static ISymbol? SameInEachRound(IOperation receiver, ILoopOperation loop, Seen seen)
    {
        var current = receiver;
        for (var depth = 0; depth < Depth; depth++)
        {
            current = Uses.Plain(current);
            IOperation? next = null;
            switch (current)
            {
                case ILocalReferenceOperation or IParameterReferenceOperation when Makings.SymbolOf(current) is { } variable:
                    var writes = Writes.Among(seen.Body.MentionsOf(variable)).Where(write => Operations.Contains(loop, write.At)).ToList();
                    if (variable is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declared } && loop.Syntax.Span.Contains(declared[0].Span))
                    {
                        next = writes.Count == 1 ? writes[0].Value : null;
                        break;
                    }

                    return writes.Count == 0 ? variable : null;

                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field }:
                    return IsNeverReplacedIn(field, loop, seen) ? field : null;

                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { DeclaringSyntaxReferences.IsEmpty: false } property }:
                    return IsNeverReplacedIn(property, loop, seen) ? property : null;

                case IMemberReferenceOperation { Instance: { } owner, Member: var member }:
                    next = member.DeclaringSyntaxReferences.IsEmpty || IsNeverReplacedIn(member, loop, seen) ? owner : null;
                    break;

                case IInvocationOperation call when Awaiting.PassesThrough(call.TargetMethod) || seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.SharesConnection):
                    next = Uses.ReceiverOf(call);
                    break;

                case IObjectCreationOperation { Arguments: { Length: > 0 } arguments, Constructor.DeclaringSyntaxReferences.IsEmpty: true }:
                    next = arguments[0].Value;
                    break;
            }

            if (next is null)
            {
                return null;
            }

            current = next;
        }

        return null;
    }

    /// <summary>A field or auto-property that the loop, and what it calls in this type, does not write.</summary>
    private static bool IsNeverReplacedIn(ISymbol member, ILoopOperation loop, Seen seen)
    {
        if (member is IPropertySymbol && !seen.Sources.ReturnedBy(member).IsEmpty)
        {
            return false;
        }

        // By syntax: the same code seen through two models is two trees of operations. What is filled where it is empty is not replaced.
        var writers = new HashSet<SyntaxNode>(Writes.Among(seen.Sources.MentionsOf(member)).Where(write => !IsOnlyWhereEmpty(write)).Select(write => Body.RootOf(write.At).Syntax));
        if (Writes.Among(seen.Sources.MentionsOf(member)).Any(write => Operations.Contains(loop, write.At)))
        {
            return false;
        }

        // A method that the loop calls may connect anew, itself or by one it calls.
        var here = Body.RootOf(loop).Syntax;
        return !Called(loop, seen).Where(body => body.Root.Syntax != here).Any(body => writers.Contains(body.Root.Syntax) || Called(body.Root, seen).Any(inner => writers.Contains(inner.Root.Syntax)));
    }

    private static IEnumerable<Body> Called(IOperation code, Seen seen)
    {
        foreach (var operation in Operations.Below(code))
        {
            if (operation is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } && seen.Sources.BodyOf(method) is { } body)
            {
                yield return body;
            }
        }
    }

    /// <summary>A read that timed out, or found nothing on a non-blocking socket, may be tried again.</summary>
    private static bool MayBeTimeout(bool isSend, IOperation use, Seen seen) =>
        Evidence.TypeOf(new Call(use, Topics.None, seen)) is not { } type
        || Evidence.IsNamed(type, seen, name => isSend ? name == "Blocking" : Noting.AllowsAnotherRead(name));

    /// <summary>Outside the handler, too, nothing in the loop closes, asks the connection, or leaves for a reason that the failure may give.</summary>
    private static bool NothingElseActs(IOperation use, ITryOperation @try, ICatchClauseOperation handler, ILoopOperation loop, Seen seen)
    {
        if (Loops.ConditionOf(loop) is { } again && MayKnow(again, use, @try, handler, loop, seen))
        {
            return false;
        }

        // A handler that ends with 'continue' skips what stands behind the try: nothing there sees the failure.
        var skips = handler.Handler.Operations.LastOrDefault() is IBranchOperation { BranchKind: BranchKind.Continue } on && ReferenceEquals(Loops.Around(on), loop);
        foreach (var operation in Operations.BelowInFunction(loop))
        {
            if (skips && operation.Syntax.SpanStart >= @try.Syntax.Span.End && Loops.ConditionOf(loop)?.Syntax.Span.Contains(operation.Syntax.Span) != true)
            {
                continue;
            }

            var inTry = Operations.Contains(@try.Body, operation);
            switch (operation)
            {
                case IMemberReferenceOperation member when seen.Types.TopicsOf(member.Member).HasAny(Topics.RemembersConnected):
                case IInvocationOperation { TargetMethod: { Name: "Poll", ContainingType.Name: "Socket" } }:
                case IUsingOperation { Resources: var resources } when HoldsConnection(resources, seen):
                case IUsingDeclarationOperation { DeclarationGroup: var group } when HoldsConnection(group, seen):
                case ITryOperation { Finally: { } last } when Operations.Below(last).Any(inner => inner is IInvocationOperation call && !IsNote(call, seen) || inner is IAssignmentOperation):
                    return false;

                case IInvocationOperation call when !inTry && !Operations.Contains(handler, call)
                    && (seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases) || IsOwnAndMayClose(call, seen)):
                    return false;

                case IThrowOperation or IReturnOperation { Kind: OperationKind.Return }:
                case IBranchOperation { BranchKind: BranchKind.GoTo or BranchKind.Break }:
                    if (operation.Syntax.SpanStart < use.Syntax.SpanStart || !inTry)
                    {
                        var test = Operations.Above<IConditionalOperation>(operation);
                        if (operation is IBranchOperation { BranchKind: BranchKind.Break } && Operations.Above<ISwitchCaseOperation>(operation) is { } @case && Operations.Contains(loop, @case)
                            || @try.Catches.Any(other => Operations.Contains(other, operation)))
                        {
                            break;
                        }

                        if (test is null || !Operations.Contains(loop, test) || MayKnow(test.Condition, use, @try, handler, loop, seen))
                        {
                            return false;
                        }
                    }

                    break;
            }
        }

        return true;
    }

    private static bool IsOwnAndMayClose(IInvocationOperation call, Seen seen) =>
        seen.Sources.BodyOf(call.TargetMethod.OriginalDefinition) is { } body && seen.In(body).Net.Topics.HasAny(Topics.Releases | Topics.Connects);

    private static bool HoldsConnection(IOperation resources, Seen seen) => Operations.Below(resources).Any(operation => operation is IVariableDeclaratorOperation declarator
        && (seen.Types.IsConnection(declarator.Symbol.Type) || NetTypes.Is(declarator.Symbol.Type, seen.Types.Stream)
            || NetTypes.Is(declarator.Symbol.Type, seen.Types.Type("System.IO.TextReader")) || NetTypes.Is(declarator.Symbol.Type, seen.Types.Type("System.IO.TextWriter"))
            || NetTypes.Is(declarator.Symbol.Type, seen.Types.BinaryReader) || NetTypes.Is(declarator.Symbol.Type, seen.Types.BinaryWriter)));

    /// <summary>
    /// Whether a condition may turn out differently because the call failed. It was passed on the way to the call; it is passed again
    /// if nothing in it has changed since.
    /// </summary>
    private static bool MayKnow(IOperation condition, IOperation use, ITryOperation @try, ICatchClauseOperation handler, ILoopOperation loop, Seen seen)
    {
        foreach (var operation in Operations.Below(condition))
        {
            switch (operation)
            {
                case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Int32, Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } }
                    when LeavesOnSuccess(use, @try, loop):
                    // So many attempts.
                    break;

                case ILocalReferenceOperation or IParameterReferenceOperation when Makings.SymbolOf(operation) is { } variable:
                    if (seen.Types.IsConnection(Makings.TypeOf(variable)) || Writes.Among(seen.Body.MentionsOf(variable)).Any(write => IsByFailure(write, variable, use, @try, loop, condition)))
                    {
                        return true;
                    }

                    break;

                case IFieldReferenceOperation { Field: { IsConst: false, DeclaringSyntaxReferences.IsEmpty: false } field }:
                    if (seen.Types.IsConnection(field.Type) || IsClearedByFailure(field, seen))
                    {
                        return true;
                    }

                    break;

                case IPropertyReferenceOperation { Property: { DeclaringSyntaxReferences.IsEmpty: false } property }:
                    if (seen.Types.IsConnection(property.Type) || !seen.Sources.ReturnedBy(property).IsEmpty || IsClearedByFailure(property, seen))
                    {
                        return true;
                    }

                    break;

                case IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false }:
                    return true;
            }
        }

        return false;
    }

    private static bool IsByFailure(Write write, ISymbol variable, IOperation use, ITryOperation @try, ILoopOperation loop, IOperation condition)
    {
        if (!Operations.Contains(loop, write.At))
        {
            return !ReferenceEquals(Body.FunctionOf(write.At), Body.FunctionOf(use));
        }

        if (Operations.Contains(@try.Body, write.At))
        {
            // What the call gives, and what follows it, is not written when it fails; but a condition behind the try sees what was there before.
            return condition.Syntax.SpanStart > @try.Syntax.Span.End && !ReferenceEquals(Loops.ConditionOf(loop), condition)
                || (write.At.Syntax.SpanStart < use.Syntax.SpanStart && !Operations.Contains(write.At.Parent!, use) && condition.Syntax.SpanStart > use.Syntax.SpanStart);
        }

        return write.At.Syntax.SpanStart > @try.Syntax.SpanStart && loop is not IForLoopOperation;
    }

    /// <summary>A flag that is written where connections are used or failures are caught, here or in another thread's code.</summary>
    private static bool IsClearedByFailure(ISymbol flag, Seen seen) =>
        Writes.Among(seen.Sources.MentionsOf(flag)).Any(write =>
            write.Value?.ConstantValue is not { HasValue: true, Value: true }
            && write.At is not ISymbolInitializerOperation
            && (Operations.Above<ICatchClauseOperation>(write.At) is not null
                || Operations.Above<ITryOperation>(write.At) is not null
                || seen.In(Body.Around(write.At)).Net.Topics.HasAny(Receiving.Reads | Writing | Topics.Ends)))
        || flag.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Internal or Accessibility.Protected) && flag is IFieldSymbol { Type.SpecialType: not SpecialType.System_Boolean };

    /// <summary>The try leaves the loop, or sets what its condition waits for, once the call has succeeded.</summary>
    private static bool LeavesOnSuccess(IOperation use, ITryOperation @try, ILoopOperation loop)
    {
        foreach (var statement in @try.Body.Operations)
        {
            if (statement.Syntax.SpanStart > use.Syntax.SpanStart
                && (statement is IBranchOperation { BranchKind: BranchKind.Break } or IReturnOperation
                    || statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: var target, Value.ConstantValue.HasValue: true } }
                        && Makings.SymbolOf(target) is { } flag && Loops.ConditionOf(loop) is { } condition
                        && Operations.Below(condition).Any(operation => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), flag))))
            {
                return true;
            }
        }

        return @try.Body.Operations.OfType<IReturnOperation>().Any(@return => Operations.Contains(@return, use));
    }
}
