using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A receive, or a read of what is to be sent, filled the first bytes of a buffer and all of it is used: behind what came stand zeros, or the last message.</summary>
public sealed class StaleBufferUsed : NetworkingRule
{
    private static readonly ConditionalWeakTable<Body, ConcurrentDictionary<ISymbol, bool>> Sizes = new();

    /// <summary>Describes the rule.</summary>
    public StaleBufferUsed()
        : base(
            "NWA2004",
            "The whole buffer is used after a receive",
            "'{0}' takes all of '{1}', but only as many bytes as the count of the read says were filled; take only these",
            "A receive, or the read of a file that is sent, fills the beginning of its buffer and returns how many bytes it were. Behind them stand zeros, or the end of a longer message that came before: "
            + "text grows a tail, files and copies are padded, another connection's data leaks.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "it reads what earlier messages left in the buffer";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.ReceivesBytes | Topics.ReceivesPart, call => Judge(call, call.Is(Topics.Datagram) ? null : Received.Of(call)));
        on.BodiesThat(body => body.Body.Uses.Any(use => use is IInvocationOperation call && CountingHelper.MayBe(call)), JudgeHelpers);
    }

    /// <summary>The receive is made by a method of this project that gives back its count.</summary>
    private static void JudgeHelpers(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call)
            {
                Judge(new Call(call, Topics.None, seen), Received.ThroughHelper(call, seen));
            }
        }
    }

    private static void Judge(Call call, Received? received)
    {
        if (received is null || received.IsMeasured())
        {
            return;
        }

        foreach (var (bytes, seen, isCut) in received.UsesBehind())
        {
            if (!isCut && ReferenceEquals(seen, call.Seen)
                && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(ArrayOf(bytes)), received.Buffer)
                && (WholeCopyOf(bytes) is { } copy ? OnlyTellsWhether(received.Count, call) ? copy : null : TakerOf(bytes, call.Net)) is { } use
                && HasSizeOfItsOwn(received.Buffer, call)
                && !IsCutLater(use, received.Count)
                && !(IsFresh(received.Buffer, call) && EndsAtZero(use, call.Body))
                && (call.Is(Topics.ReceivesPart) ? EndIsAsked(call) && !IsDecodedInParts(use, seen) : !call.Is(Topics.ReceivesBytes) || Connections.MayBringPart(call.Receiver, call.Seen) || IsSent(use, seen)))
            {
                call.Seen.Report(Uses.PlaceOf(use), Uses.NameOf(use), received.Buffer.Name);
            }
        }
    }

    /// <summary>Where nobody asks for the end of the message either, NWA8001 says so.</summary>
    private static bool EndIsAsked(Call part) => Evidence.TypeOf(part) is { } type && Evidence.IsNamedIn(type, part.Seen, name => name == "EndOfMessage");

    /// <summary>Of parts that are decoded one by one and joined NWA2005 speaks.</summary>
    private static bool IsDecodedInParts(IOperation use, Seen seen) =>
        Uses.MemberOf(use) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Decodes) && Gathering.Of(use, seen.Body) is not null;

    /// <summary>What a file or another stream has given goes out on a connection.</summary>
    private static bool IsSent(IOperation use, Seen seen) =>
        Uses.MemberOf(use) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.SendsBytes) && Connections.Carries(Uses.ReceiverOf(use), seen);

    /// <summary>The array, of which all is given: itself, <c>rented.AsMemory()</c>, <c>buffer.AsSpan()</c>.</summary>
    private static IOperation ArrayOf(IOperation bytes) =>
        Uses.Plain(bytes) is IInvocationOperation { TargetMethod: { Name: "AsMemory" or "AsSpan", ContainingType.Name: "MemoryExtensions" }, Arguments: { Length: 1 } all } ? Uses.Plain(all[0].Value) : Uses.Plain(bytes);

    /// <summary>What is given all of the bytes.</summary>
    private static IOperation? TakerOf(IOperation bytes, NetTypes net) => Operations.Above<IArgumentOperation>(bytes) is { Parent: { } use } argument && IsAllTaken(argument, use, net) ? use : null;

    /// <summary><c>Array.Copy(buffer, copy, buffer.Length)</c>, <c>buffer.CopyTo(copy, 0)</c>.</summary>
    private static IOperation? WholeCopyOf(IOperation bytes) => Uses.Whole(bytes).Parent switch
    {
        IInvocationOperation { TargetMethod: { Name: "CopyTo", ContainingType.SpecialType: SpecialType.System_Array } } copy when ReferenceEquals(Uses.ReceiverOf(copy), bytes) => copy,
        IArgumentOperation { Parameter.Name: "sourceArray" or "src", Parent: IInvocationOperation { TargetMethod: { Name: "Copy" or "BlockCopy", ContainingType.Name: "Array" or "Buffer", DeclaringSyntaxReferences.IsEmpty: true } } copy }
            when Uses.ArgumentsOf(copy).Any(other => other.Parameter?.Name is "length" or "count" && IsLengthOf(other.Value, bytes)) => copy,
        _ => null,
    };

    /// <summary>Of the count the function asks only whether anything came: how much of the copy was filled, it cannot know later.</summary>
    private static bool OnlyTellsWhether(ILocalSymbol? count, Call call) =>
        !call.Is(Topics.ReceivesPart)
        && (count is null || Writes.ReadsAmong(call.Body.MentionsOf(count)).All(read => (Uses.Whole(read).Parent is { } test && Received.IsTestForZero(test)) || Received.IsOnlySaid(read)));

    /// <summary>The argument is the array and nothing says how much of it, or its own length does.</summary>
    private static bool IsAllTaken(IArgumentOperation argument, IOperation use, NetTypes net)
    {
        if (Uses.MemberOf(use) is not { } member || !net.TopicsOf(member).HasAny(Topics.TakesAllBytes | Topics.ParsesWhole) || net.TopicsOf(member).HasAny(Topics.Datagram | Topics.Ends))
        {
            return false;
        }

        var count = Uses.ArgumentsOf(use).FirstOrDefault(other => other.Parameter?.Name is "count" or "length" or "size" or "byteCount" or "index" or "startIndex");
        return count is null || Uses.ArgumentsOf(use).Any(other => other.Parameter?.Name is "count" or "length" or "size" or "byteCount" && IsLengthOf(other.Value, argument.Value));
    }

    private static bool IsLengthOf(IOperation count, IOperation array) =>
        Uses.Plain(count) is IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array }, Instance: { } counted }
        && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(counted)), Makings.SymbolOf(Uses.Plain(array)));

    /// <summary>A buffer as long as the message, or as what waits, is another rule's: NWA2003, NWA2006. One of a single byte is full when anything has come.</summary>
    private static bool HasSizeOfItsOwn(ISymbol buffer, Call call) => Sizes.GetOrCreateValue(call.Body).GetOrAdd(buffer, _ =>
        Writes.Among(buffer is ILocalSymbol or IParameterSymbol ? call.Body.MentionsOf(buffer) : call.Seen.Sources.MentionsOf(buffer))
            .Select(write => write.Value is { } value ? Uses.Plain(value) : null)
            .All(value => value is not IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } || sizes[0].ConstantValue is { HasValue: true, Value: not 1 } || Uses.Plain(sizes[0]) is IFieldReferenceOperation { Field.IsConst: false }));

    /// <summary><c>GetString(buffer).Substring(0, n)</c>: clumsy, and right where a byte is a character.</summary>
    private static bool IsCutLater(IOperation use, ILocalSymbol? count) =>
        count is not null && use.Parent is IInvocationOperation { TargetMethod.Name: "Substring" or "Remove" or "Take" } cut
        && cut.Arguments.Any(argument => Operations.Below(argument.Value).Any(value => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(value), count)));

    /// <summary>Made anew for each receive: what is behind the bytes that came is zero.</summary>
    private static bool IsFresh(ISymbol buffer, Call call) =>
        buffer is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declared }
        && (Loops.Around(call.Operation) is not { } loop || loop.Syntax.Span.Contains(declared[0].Span));

    /// <summary><c>GetString(buffer).TrimEnd('\0')</c>.</summary>
    private static bool EndsAtZero(IOperation use, Body body) =>
        CutsAtZero(use) || (Fate.Of(use) is { Kind: FateKind.Stored, Into: ILocalSymbol text } && body.MentionsOf(text).Any(CutsAtZero));

    private static bool CutsAtZero(IOperation text) =>
        text.Parent is IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } call
        && call.Arguments.Any(argument => Operations.Below(argument.Value).Any(value => value.ConstantValue is { HasValue: true, Value: '\0' or "\0" }));
}
