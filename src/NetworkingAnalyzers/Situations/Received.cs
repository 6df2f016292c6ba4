using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// One receive into a buffer from its start, and what its function (and the methods of this compilation that it gives the bytes
/// to, one level deep) knows of how much came. The count is a call's result, what an <c>EndXxx</c> gives, or
/// <c>SocketAsyncEventArgs.BytesTransferred</c>.
/// </summary>
internal sealed class Received
{
    private const int MostPlaces = 64;

    private static readonly ConditionalWeakTable<Body, ConcurrentDictionary<(ISymbol Count, IOperation Function), Attention>> Counts = new();

    private readonly IOperation _at;
    private readonly IOperation _function;
    private readonly Seen _seen;

    private Received(IOperation at, ISymbol buffer, Seen seen)
    {
        _at = at;
        _function = Body.FunctionOf(at);
        _seen = seen;
        Buffer = buffer;
    }

    public ISymbol Buffer { get; }

    /// <summary>The local that holds the count; null where none does.</summary>
    public ILocalSymbol? Count => Fate.Of(_at) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } ? local : null;

    /// <summary>Null where the buffer cannot be named, or is filled from somewhere in its middle.</summary>
    public static Received? Of(Call call)
    {
        if (call.Is(Topics.ReceivesPart))
        {
            return Uses.ArgumentOf(call.Operation, "buffer") is { } given && ArrayOf(given, call.Body) is { } filled ? new Received(call.Operation, filled, call.Seen) : null;
        }

        if (call.Is(Topics.Ends))
        {
            return call.Is(Topics.ReceivesBytes) && BufferOfCallback(call) is { } callbacks ? new Received(call.Operation, callbacks, call.Seen) : null;
        }

        return BufferOf(call.Operation) is { } buffer ? new Received(call.Operation, buffer, call.Seen) : null;
    }

    /// <summary>A receive that a method of this compilation makes for its caller, who learns its count; null where the buffer cannot be named, or is filled from somewhere in its middle.</summary>
    public static Received? ThroughHelper(IInvocationOperation call, Seen seen) =>
        CountingHelper.MayBe(call) && Fate.Of(call).Kind is FateKind.Read or FateKind.Stored
        && CountingHelper.Of(call, seen) is { FillsFromStart: true } helper && ArrayOf(helper.Bytes, seen.Body) is { } buffer
            ? new Received(call, buffer, seen)
            : null;

    /// <summary>A receive into the array that the caller of the function gives, from where he says; null where it goes into another.</summary>
    public static Received? IntoCallers(Call call) =>
        Uses.ArgumentOf(call.Operation, "buffer") is { } given && NameOf(given) is IParameterSymbol { RefKind: RefKind.None } buffer
        && Uses.ArgumentOf(call.Operation, "offset") is null or { ConstantValue.HasValue: true } or IParameterReferenceOperation
            ? new Received(call.Operation, buffer, call.Seen)
            : null;

    /// <summary>
    /// What has come into a <c>SocketAsyncEventArgs</c>, from the first look at its <c>BytesTransferred</c> in a function on; null
    /// at the other looks, and where the buffer is not looked at through the same variable.
    /// </summary>
    public static Received? OfArgs(IPropertyReferenceOperation transferred, Seen seen)
    {
        var function = Body.FunctionOf(transferred);
        var first = seen.Body.MentionsOf(transferred.Property).FirstOrDefault(other => ReferenceEquals(Body.FunctionOf(other), function) && IsOfSame(other, transferred));
        return ReferenceEquals(first, transferred)
            && seen.Types.SocketAsyncEventArgs?.GetMembers("Buffer").FirstOrDefault() is { } buffer
            && seen.Body.MentionsOf(buffer).Any(mention => IsOfSame(mention, transferred))
                ? new Received(transferred, buffer, seen)
                : null;
    }

    /// <summary>The type around <c>BytesTransferred</c> receives through arguments, and nothing in it speaks of datagrams.</summary>
    public static bool IsFromStream(Call transferred) =>
        Evidence.TypeOf(transferred) is { } type
        && Evidence.CallsIn(type, transferred.Seen).Any(other => other.Value.HasAny(Topics.CompletesThroughArgs) && Uses.MemberOf(other.Key)!.Name == "ReceiveAsync")
        && !transferred.Seen.Sources.NamesIn(type).Any(name => name is "ReceiveFromAsync" or "ReceiveMessageFromAsync" or "SendToAsync" or "Dgram" or "UdpClient");

    /// <summary>
    /// Whether the count is known to be looked at for more than "did anything come": compared with something other than zero,
    /// added up, kept, given to code that may do so. Unknown is "yes".
    /// </summary>
    public bool IsMeasured()
    {
        if (_at is IPropertyReferenceOperation { Property: var property })
        {
            return _seen.Body.MentionsOf(property).Any(mention => IsOfSame(mention, _at) && (!ReferenceEquals(Body.FunctionOf(mention), _function) || IsLookedAt(mention)));
        }

        var fate = Fate.Of(_at);
        if (Uses.MemberOf(_at) is { } member && _seen.Types.TopicsOf(member).HasAny(Topics.ReceivesPart))
        {
            return fate is not { Kind: FateKind.Stored, Into: ILocalSymbol result, Accumulates: false } || Writes.ReadsAmong(_seen.Body.MentionsOf(result)).Any(IsAskedHowMany);
        }

        if (fate.Kind == FateKind.Read)
        {
            return !IsTestForZero(fate.At);
        }

        if (fate is not { Kind: FateKind.Stored, Into: ILocalSymbol local, Accumulates: false })
        {
            return true;
        }

        // NWA2001 speaks of a count that nobody reads.
        return InlineTestOf(fate) is { } inline
            ? !IsTestForZero(inline) || LooksAt(local) == Attention.Looks
            : LooksAt(local) != Attention.TestsForZero || IsNeverRead(local, fate.At, _at, _seen);
    }

    /// <summary>Nothing reads the local, or nothing does before another receive writes it. One that a pattern or a loop declares lives elsewhere: do not guess.</summary>
    public static bool IsNeverRead(ILocalSymbol local, IOperation stored, IOperation receive, Seen seen)
    {
        var mentions = seen.Body.MentionsOf(local);
        if (mentions.Count == 0 || !Writes.ReadsAmong(mentions).Any())
        {
            return mentions.Count > 0;
        }

        // In a method that receives into it a thousand times each of these would be a walk through all of it.
        if (mentions.Count > MostPlaces)
        {
            return false;
        }

        var reads = Writes.ReadsAmong(mentions).ToList();

        var writes = Writes.Among(mentions).Select(write => write.At).Where(write => !Operations.Contains(stored, write) && !reads.Contains(write)).ToList();
        return (writes.Count > 0 || reads[reads.Count - 1].Syntax.SpanStart < receive.Syntax.SpanStart)
            && mentions.All(mention => ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(receive)))
            && Paths.Around(receive, seen.Body, seen.Cancellation) is { } paths
            && paths.Reaches(receive, to: paths.Any(reads), without: paths.Any(writes)) == Answer.No;
    }

    /// <summary><c>result.Count</c>, for more than "did anything come"; or the result goes where that may be asked.</summary>
    private static bool IsAskedHowMany(IOperation result) =>
        result.Parent is not IPropertyReferenceOperation { Property.Name: var asked } property || !ReferenceEquals(property.Instance, result) || (asked == "Count" && (property.Parent is null || !IsTestForZero(property.Parent)));

    /// <summary>What all reads of the count together are: asked once for each variable, though a long method may receive into it a thousand times.</summary>
    private Attention LooksAt(ILocalSymbol count) => Counts.GetOrCreateValue(_seen.Body).GetOrAdd((count, _function), _ =>
    {
        var attention = Attention.None;
        foreach (var mention in Writes.ReadsAmong(_seen.Body.MentionsOf(count)))
        {
            if (!ReferenceEquals(Body.FunctionOf(mention), _function) || IsLookedAt(mention))
            {
                return Attention.Looks;
            }

            attention = Attention.TestsForZero;
        }

        return attention;
    });

    private enum Attention
    {
        /// <summary>Nobody reads it.</summary>
        None,

        /// <summary>Tested for zero, used to slice, printed.</summary>
        TestsForZero,

        /// <summary>Anything else.</summary>
        Looks,
    }

    /// <summary>The comparisons with zero by which the function tells "nothing came" from "something came".</summary>
    public IEnumerable<IOperation> TestsForZero()
    {
        var fate = Fate.Of(_at);
        if (fate.Kind == FateKind.Read && IsTestForZero(fate.At))
        {
            yield return fate.At;
        }
        else if (fate is { Kind: FateKind.Stored, Into: ILocalSymbol local })
        {
            if (InlineTestOf(fate) is { } inline && IsTestForZero(inline))
            {
                yield return inline;
            }

            foreach (var mention in Writes.ReadsAmong(_seen.Body.MentionsOf(local)))
            {
                if (Uses.Whole(mention).Parent is { } test && IsTestForZero(test))
                {
                    yield return test;
                }
            }
        }
    }

    /// <summary>
    /// What is done with the bytes behind the receive, as far as the next receive into the buffer: by its function, and by methods
    /// that are given the buffer (or share the field that it is), one level deep. Where an exact copy or slice of what came is
    /// asked for its length, the count is measured after all: the uses are then none. "IsCut" tells the bytes that came from the whole buffer.
    /// </summary>
    public IReadOnlyList<(IOperation Bytes, Seen In, bool IsCut)> UsesBehind()
    {
        var uses = new List<(IOperation, Seen, bool)>();
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { Buffer };
        var todo = new Queue<(ISymbol Variable, Seen Seen, IOperation Function, int From, bool IsExact)>();
        todo.Enqueue((Buffer, _seen, _function, _at.Syntax.Span.End, false));
        for (var steps = 0; todo.Count > 0 && steps < MostPlaces; steps++)
        {
            var (variable, seen, function, from, isExact) = todo.Dequeue();
            foreach (var mention in MentionsBehind(variable, seen, function, from))
            {
                var (bytes, cut) = Slice(mention);
                isExact |= IsCutToSize(mention) && !IsSizedOtherwise(mention);
                if ((isExact || cut) && IsAskedForLength(bytes))
                {
                    return [];
                }

                uses.Add((bytes, seen, isExact || cut));
                switch (GoesTo(bytes, seen))
                {
                    case ILocalSymbol local when known.Add(local):
                        todo.Enqueue((local, seen, function, bytes.Syntax.Span.End, isExact || cut || !SymbolEqualityComparer.Default.Equals(Fate.Of(bytes).Into, local)));
                        break;
                    case IParameterSymbol parameter when ReferenceEquals(seen, _seen) && Escape.CodeFor(parameter, seen.Sources) is var (inner, body) && known.Add(inner):
                        todo.Enqueue((inner, seen.In(body), FunctionOf(inner, body, seen), -1, isExact || cut));
                        break;
                }
            }
        }

        AddSharers(uses);
        return uses;
    }

    /// <summary>A comparison that tells only "nothing came" from "something came".</summary>
    public static bool IsTestForZero(IOperation test) => test switch
    {
        IBinaryOperation => Comparing.Of(test) is { Kind: var kind, Constant: var bound } && (kind, bound) is
            (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan, 0)
            or (BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual, 1)
            or (BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThan, -1),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => true,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } } => true,
        IIsPatternOperation { Pattern: IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => true,
        _ => false,
    };

    /// <summary>The variable that a receive fills from its start; null where it cannot be named, or is filled from its middle.</summary>
    public static ISymbol? BufferOf(IOperation receive) =>
        Uses.ArgumentOf(receive, "offset") is { } offset && offset.ConstantValue is not { HasValue: true, Value: 0 } ? null
            : Uses.ArgumentOf(receive, "buffer") is { } argument ? NameOf(argument)
            : null;

    /// <summary>What the <c>BeginXxx</c> calls of the type, whose callback this end stands in, receive into: one variable, or null.</summary>
    private static ISymbol? BufferOfCallback(Call end)
    {
        var begins = "Begin" + end.Member.Name.Substring("End".Length);
        if (Evidence.TypeOf(end) is not { } type)
        {
            return null;
        }

        ISymbol? buffer = null;
        foreach (var (begin, topics) in Evidence.CallsIn(type, end.Seen).Select(pair => (pair.Key, pair.Value)))
        {
            if (topics.HasAny(Topics.Begins) && Uses.MemberOf(begin)!.Name == begins && CallsBack(begin, end.Operation))
            {
                if (BufferOf(begin) is not { } found || (buffer is not null && !SymbolEqualityComparer.Default.Equals(buffer, found)))
                {
                    return null;
                }

                buffer = found;
            }
        }

        return buffer;
    }

    private static bool CallsBack(IOperation begin, IOperation end)
    {
        if (Uses.ArgumentOf(begin, "callback") is not { } callback)
        {
            return false;
        }

        callback = Uses.Plain(callback);
        if (callback is IObjectCreationOperation { Arguments: { Length: 1 } wrapped })
        {
            callback = Uses.Plain(wrapped[0].Value);
        }

        return callback is IDelegateCreationOperation { Target: var target }
            && (target is IMethodReferenceOperation { Method: var method }
                ? SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, Functions.Around(end)?.OriginalDefinition)
                : target.Syntax == Body.FunctionOf(end).Syntax);
    }

    /// <summary>Methods of the same type that are called behind the receive and look into the field that is the buffer.</summary>
    private void AddSharers(List<(IOperation, Seen, bool)> uses)
    {
        if (Buffer is not (IFieldSymbol or IPropertySymbol) || _at is IPropertyReferenceOperation)
        {
            return;
        }

        foreach (var call in _seen.Body.Uses.OfType<IInvocationOperation>())
        {
            if (call.Syntax.SpanStart > _at.Syntax.Span.End && ReferenceEquals(Body.FunctionOf(call), _function)
                && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, _seen.Body.Owner?.ContainingType?.OriginalDefinition)
                && _seen.Sources.BodyOf(call.TargetMethod) is { } body && body.Root.Syntax != _seen.Body.Root.Syntax
                && body.MentionsOf(Buffer) is { Count: > 0 } mentions)
            {
                var inside = _seen.In(body);
                if (!mentions.Any(mention => Refills(mention, inside)))
                {
                    uses.AddRange(mentions.Select(mention => (Slice(mention).Bytes, inside, false)));
                }
            }
        }
    }

    private IEnumerable<IOperation> MentionsBehind(ISymbol variable, Seen seen, IOperation function, int from)
    {
        var mentions = seen.Body.MentionsOf(variable);
        for (var i = FirstBehind(mentions, from); i < mentions.Count; i++)
        {
            var mention = mentions[i];
            if (mention is IVariableDeclaratorOperation || !ReferenceEquals(Body.FunctionOf(mention), function)
                || (_at is IPropertyReferenceOperation && SymbolEqualityComparer.Default.Equals(variable, Buffer) && !IsOfSame(mention, _at)))
            {
                continue;
            }

            if ((Write.By(mention) is not null && !IsCutToSize(mention)) || Refills(mention, seen))
            {
                yield break;
            }

            yield return mention;
        }
    }

    /// <summary>The mentions stand in source order; a long method has thousands.</summary>
    private static int FirstBehind(IReadOnlyList<IOperation> mentions, int from)
    {
        var (low, high) = (0, mentions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = mentions[middle].Syntax.SpanStart < from ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary><c>Array.Resize(ref buffer, n)</c>.</summary>
    private static bool IsCutToSize(IOperation mention) =>
        mention.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array } } };

    /// <summary><c>Array.Resize(ref buffer, length)</c>, where <c>length</c> is not how many came.</summary>
    private bool IsSizedOtherwise(IOperation mention) =>
        Count is { } count && mention.Parent?.Parent is IInvocationOperation { Arguments: { Length: 2 } resized }
        && !Operations.Below(resized[1].Value).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), count));

    private static bool Refills(IOperation mention, Seen seen) =>
        Operations.Above<IArgumentOperation>(mention)?.Parent is { } call && Uses.MemberOf(call) is { } member
        && (seen.Types.TopicsOf(member).HasAny(Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.Begins) || (call is IInvocationOperation own && CountingHelper.Of(own, seen) is not null));

    private bool IsLookedAt(IOperation mention) => Looks(mention, _seen, into: true);

    /// <summary>Used for something other than a test for zero, the length of a slice, a text to print.</summary>
    private static bool Looks(IOperation mention, Seen seen, bool into)
    {
        var value = Sum(mention);
        return value.Parent switch
        {
            IBinaryOperation { Type.SpecialType: SpecialType.System_String } or IInterpolationOperation or IRangeOperation or IArrayCreationOperation => false,
            IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "ArraySegment" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "MemoryStream" or "String" } } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true, ContainingType.Name: not ("Math" or "ArgumentOutOfRangeException" or "Assert") } method } } => method.MethodKind == MethodKind.DelegateInvoke,
            IArgumentOperation { Parent: IInvocationOperation } argument when OnlyNotes(argument) => false,
            IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation } when into && Escape.CodeFor(parameter, seen.Sources) is var (inner, body) =>
                Writes.ReadsAmong(body.MentionsOf(inner)).Any(read => Looks(read, seen, into: false)),
            { } parent => !IsTestForZero(parent) || !ReferenceEquals(value, Uses.Whole(mention)),
            null => true,
        };
    }

    /// <summary>The number goes into a text, or to what notes it down without the bytes.</summary>
    public static bool IsOnlySaid(IOperation count) =>
        Operations.Above<IInterpolationOperation>(count) is not null || (Operations.Above<IArgumentOperation>(count) is { } argument && OnlyNotes(argument));

    private static bool OnlyNotes(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation said && Noting.Says(said.TargetMethod.Name) && !said.Arguments.Any(other => Uses.Plain(other.Value).Type is { } type && Buffers.IsOfBytes(type));

    /// <summary>Up through casts and sums, and the array that <c>params</c> makes: <c>Log("{Count} bytes", n)</c>.</summary>
    private static IOperation Sum(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type.SpecialType: not SpecialType.System_String }
            or IArrayInitializerOperation { Parent.IsImplicit: true } or { IsImplicit: true, Parent: IArgumentOperation { IsImplicit: true } })
        {
            value = value.Parent;
        }

        return value;
    }

    /// <summary>The test of <c>while ((n = Read(..)) > 0)</c>.</summary>
    public static IOperation? InlineTestOf(Fate stored) =>
        stored.At is ISimpleAssignmentOperation { Parent: { } around } && around is not IExpressionStatementOperation && Fate.Of(stored.At) is { Kind: FateKind.Read } inline ? inline.At : null;

    /// <summary>The bytes of the mention, through slices that begin at a fixed place, and whether one of these cuts them to what came.</summary>
    private static (IOperation Bytes, bool IsCut) Slice(IOperation mention)
    {
        var bytes = mention;
        var cut = false;
        while (true)
        {
            switch (bytes.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    bytes = bytes.Parent;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Take" or "ToArray" or "ToList", IsExtensionMethod: true } } slice } argument
                    when ReferenceEquals(slice.Arguments[0], argument) && BeginsAtFixedPlace(slice.Arguments.Skip(1)):
                    cut |= slice.Arguments.Length > 1 && !slice.Arguments.Last().Value.ConstantValue.HasValue;
                    bytes = slice;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Slice" or "ToArray" } slice when ReferenceEquals(slice.Instance, bytes) && BeginsAtFixedPlace(slice.Arguments):
                    cut |= slice.Arguments.Length > 1 && !slice.Arguments.Last().Value.ConstantValue.HasValue;
                    bytes = slice;
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "ArraySegment" or "ReadOnlySpan" or "ReadOnlyMemory" or "Span" or "Memory" } slice } argument
                    when ReferenceEquals(slice.Arguments[0], argument) && BeginsAtFixedPlace(slice.Arguments.Skip(1)):
                    cut |= slice.Arguments.Length > 2;
                    bytes = slice;
                    break;
                case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } part when ReferenceEquals(part.Instance, bytes) && BeginsAtStart(range):
                    cut |= range.RightOperand is { } end && !Uses.Plain(end).ConstantValue.HasValue;
                    bytes = part;
                    break;
                case IArrayElementReferenceOperation { Indices: { Length: 1 } indices } part when ReferenceEquals(part.ArrayReference, bytes) && Uses.Plain(indices[0]) is IRangeOperation range && BeginsAtStart(range):
                    cut |= range.RightOperand is { } last && !Uses.Plain(last).ConstantValue.HasValue;
                    bytes = part;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Span" } span:
                    bytes = span;
                    break;
                default:
                    return (bytes, cut);
            }
        }
    }

    /// <summary><c>[..n]</c>, <c>[0..n]</c>.</summary>
    private static bool BeginsAtStart(IRangeOperation range) => range.LeftOperand is not { } start || Uses.Plain(start).ConstantValue is { HasValue: true, Value: 0 };

    private static bool BeginsAtFixedPlace(IEnumerable<IArgumentOperation> bounds) =>
        bounds.All(bound => bound.Parameter?.Name is not ("start" or "offset" or "index") || bound.Value.ConstantValue.HasValue || IsOffset(bound.Value));

    /// <summary>Where the receive began: <c>e.Offset</c>.</summary>
    private static bool IsOffset(IOperation value) => Uses.Plain(value) is IPropertyReferenceOperation { Property: { Name: "Offset", ContainingType.Name: "SocketAsyncEventArgs" } };

    /// <summary>
    /// How many bytes must have come for what is read here at a fixed place: a byte behind the first, a number of several bytes, a
    /// copy of so many; null where the place depends on the count, or nothing is read.
    /// </summary>
    public static int? NeededBy(IOperation bytes, NetTypes net)
    {
        switch (bytes.Parent)
        {
            case IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element:
                return IsRead(element) && FixedPlace(indices[0]) is > 0 and var place ? place + 1 : null;

            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } indexer when ReferenceEquals(indexer.Instance, bytes):
                return IsRead(indexer) && FixedPlace(arguments[0].Value) is > 0 and var at ? at + 1 : null;

            case IArgumentOperation { Parent: IInvocationOperation parse } when net.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesNumber):
                var start = parse.Arguments.FirstOrDefault(other => other.Parameter?.Name == "startIndex") is { Value: var index } ? FixedPlace(index) : 0;
                return parse.TargetMethod.Name != "ToBoolean" ? start + Text.SizeOf(parse.TargetMethod) : null;

            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Copy" or "BlockCopy", ContainingType.Name: "Array" or "Buffer", DeclaringSyntaxReferences.IsEmpty: true } } copy } argument when ReferenceEquals(copy.Arguments[0], argument):
                var from = copy.Arguments.FirstOrDefault(other => other.Parameter?.Name is "sourceIndex" or "srcOffset") is { Value: var offset } ? FixedPlace(offset) : 0;
                return copy.Arguments.FirstOrDefault(other => other.Parameter?.Name is "length" or "count")?.Value.ConstantValue is { HasValue: true, Value: int and > 1 and var length } ? from + length : null;

            default:
                return null;
        }
    }

    private static bool IsRead(IOperation element) => element.Parent is not ISimpleAssignmentOperation { Target: var target } || !ReferenceEquals(target, element);

    /// <summary>A place that does not depend on how much came: a constant, or one behind <c>e.Offset</c>. How far in; null otherwise.</summary>
    private static int? FixedPlace(IOperation index) => Uses.Plain(index) switch
    {
        { ConstantValue: { HasValue: true, Value: int place } } => place,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand.ConstantValue: { HasValue: true, Value: int behind }, LeftOperand: var start } when IsOffset(start) => behind,
        { } start when IsOffset(start) => 0,
        _ => null,
    };

    /// <summary>The variable that the bytes become, by assignment or by a copy of all of them; the parameter that they are given for.</summary>
    private static ISymbol? GoesTo(IOperation bytes, Seen seen)
    {
        var fate = Fate.Of(bytes);
        if (fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local })
        {
            return Writes.Among(seen.Body.MentionsOf(local)).Count() == 1 ? local : null;
        }

        if (bytes.Parent is not IArgumentOperation { Parent: IInvocationOperation call } argument)
        {
            return null;
        }

        if (call.TargetMethod is { Name: "Copy" or "BlockCopy", DeclaringSyntaxReferences.IsEmpty: true } && ReferenceEquals(call.Arguments[0], argument)
            && call.Arguments.FirstOrDefault(other => other.Parameter?.Name is "destinationArray" or "dst") is { Value: var target }
            && call.Arguments.All(other => other.Parameter?.Name is not ("destinationIndex" or "dstOffset" or "sourceIndex" or "srcOffset") || FixedPlace(other.Value) == 0)
            && call.Arguments.FirstOrDefault(other => other.Parameter?.Name is "length" or "count") is { Value.ConstantValue.HasValue: false }
            && Uses.Plain(target) is ILocalReferenceOperation { Local: var copy })
        {
            return copy;
        }

        return call.TargetMethod.DeclaringSyntaxReferences.IsEmpty ? null : argument.Parameter;
    }

    private static bool IsAskedForLength(IOperation bytes) =>
        bytes.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "Count" or "IsEmpty" } length && !IsTestForZero(Sum(length).Parent ?? length) && Sum(length).Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true } };

    private static IOperation FunctionOf(IParameterSymbol parameter, Body body, Seen seen) =>
        parameter.ContainingSymbol is IMethodSymbol method && seen.Sources.FunctionOf(method) is { } function ? function : body.Root;

    private static bool IsOfSame(IOperation mention, IOperation other) =>
        Uses.ReceiverOf(mention) is { } one && Uses.ReceiverOf(other) is { } two
        && Makings.SymbolOf(one) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, Makings.SymbolOf(two));

    /// <summary>
    /// The variable below <c>AsSpan(0, n)</c>, <c>buffer[..n]</c>, <c>new ArraySegment</c> and conversions; of a segment that was made
    /// of an array once, the array.
    /// </summary>
    public static ISymbol? ArrayOf(IOperation bytes, Body body)
    {
        var name = NameOf(bytes);
        return name is ILocalSymbol { Type: not IArrayTypeSymbol } segment && Writes.Among(body.MentionsOf(segment)).ToList() is { Count: 1 } writes && writes[0].Value is { } made
            ? NameOf(made) ?? name
            : name;
    }

    private static ISymbol? NameOf(IOperation buffer) => ArrayUnder(buffer) is { } array ? Makings.SymbolOf(array) : null;

    /// <summary>What <c>AsMemory</c>, a slice or a segment that begins at its start is made of; null where it begins elsewhere.</summary>
    public static IOperation? ArrayUnder(IOperation buffer)
    {
        for (var steps = 0; steps < 8; steps++)
        {
            buffer = Uses.Plain(buffer);
            switch (buffer)
            {
                case IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } slice when slice.Arguments.Skip(1).Take(1).All(start => start.Parameter?.Name != "start" || start.Value.ConstantValue is { HasValue: true, Value: 0 }):
                    if (Uses.ReceiverOf(slice) is not { } receiver)
                    {
                        return null;
                    }

                    buffer = receiver;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "Take" or "ToArray", IsExtensionMethod: true }, Arguments: { Length: > 0 } taken }:
                    buffer = taken[0].Value;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Slice" or "ToArray", Instance: { } sliced }:
                    buffer = sliced;
                    break;
                case IImplicitIndexerReferenceOperation { Instance: { } ranged, Argument: IRangeOperation }:
                    buffer = ranged;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Span" or "Array", Instance: { } inner } when inner.Type?.Name is "Memory" or "ReadOnlyMemory" or "ArraySegment":
                    buffer = inner;
                    break;
                case IObjectCreationOperation { Type.Name: "ArraySegment" or "ReadOnlySpan" or "Span" or "Memory" or "ReadOnlyMemory", Arguments: { Length: > 0 } whole } when whole.All(bound => bound.Parameter?.Name != "offset" || bound.Value.ConstantValue is { HasValue: true, Value: 0 }):
                    buffer = whole[0].Value;
                    break;
                default:
                    return buffer;
            }
        }

        return null;
    }
}
