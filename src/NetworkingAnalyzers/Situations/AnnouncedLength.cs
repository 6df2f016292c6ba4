using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// The length of a text where it says how many bytes there are: in a header, in a prefix, as the count of a send, as the size
/// of the buffer that the bytes go into.
/// </summary>
internal sealed class AnnouncedLength
{
    private readonly ISymbol _text;
    private readonly bool _isHeader;
    private readonly bool _isPrefix;

    private AnnouncedLength(ISymbol text, bool isHeader = false, bool isPrefix = false)
    {
        _text = text;
        _isHeader = isHeader;
        _isPrefix = isPrefix;
    }

    /// <summary>Null where the length is used for something else, or that cannot be seen.</summary>
    public static AnnouncedLength? Of(IOperation length, ISymbol text, Seen seen)
    {
        var top = Climb(length);
        if (Fate.Of(top) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local })
        {
            var mentions = seen.Body.MentionsOf(local);
            return Writes.Among(mentions).Count() == 1
                ? Writes.ReadsAmong(mentions).Select(mention => Here(Climb(mention), text, seen)).FirstOrDefault(found => found is not null)
                : null;
        }

        return Here(top, text, seen);
    }

    /// <summary>Whether the text goes out in an encoding with several bytes to a character, over a connection.</summary>
    public bool IsInBytes(Seen seen)
    {
        var widths = EncodersOf(_text, seen.Body).Select(encode => Encodings.WidthOf(Uses.ReceiverOf(encode), seen.Sources)).ToList();
        return widths.Count > 0
            ? widths.All(width => width == CharacterWidth.Several || (width == CharacterWidth.Units && !_isPrefix)) && (_isHeader || GoesOut(seen))
            : _isHeader && (IsWritten(seen) || IsMadeContent(seen));
    }

    /// <summary>The calls of <c>Encoding.GetBytes</c> that are given the text, alone or with more.</summary>
    public static IEnumerable<IInvocationOperation> EncodersOf(ISymbol text, Body body) =>
        body.Uses.OfType<IInvocationOperation>().Where(call =>
            call.TargetMethod is { Name: "GetBytes", IsStatic: false } && call.Arguments.Length > 0 && Makings.Of(call.Arguments[0].Value, body) is var makings
            && (makings.Contains(text) ? IsInIt(call.Arguments[0].Value, text, body) : makings.OfType<ILocalSymbol>().Any(builder => IsAppendedTo(builder, text, body))));

    /// <summary><c>builder.Append(':').Append(text)</c>.</summary>
    private static bool IsAppendedTo(ILocalSymbol builder, ISymbol text, Body body) =>
        builder.Type.Name == "StringBuilder"
        && body.Uses.OfType<IInvocationOperation>().Any(append => IsAppend(append) && append.Arguments.Any(argument => Is(argument.Value, text)) && SymbolEqualityComparer.Default.Equals(BuilderOf(append), builder));

    private static bool IsAppend(IInvocationOperation call) => call.TargetMethod is { Name: "Append" or "AppendLine", ContainingType: { Name: "StringBuilder", ContainingNamespace.Name: "Text" } };

    /// <summary>The variable at the beginning of a chain of appends, or the one that is given all of it.</summary>
    private static ISymbol? BuilderOf(IInvocationOperation append)
    {
        IOperation first = append;
        while (first is IInvocationOperation { Instance: { } before })
        {
            first = before;
        }

        return Makings.SymbolOf(first) ?? (Fate.Of(LastOfChain(append)) is { Kind: FateKind.Stored, Into: { } into } ? into : null);
    }

    private static IOperation LastOfChain(IOperation append)
    {
        while (append.Parent is IInvocationOperation next && ReferenceEquals(next.Instance, append))
        {
            append = next;
        }

        return append;
    }

    /// <summary><c>.Append(text.Length).Append(':').Append(text)</c>, of a builder whose text is encoded.</summary>
    private static bool IsAppendedAheadOfItsText(IInvocationOperation append, ISymbol text, Seen seen)
    {
        var isBehind = false;
        for (IOperation each = append; each.Parent is IInvocationOperation next && ReferenceEquals(next.Instance, each); each = next)
        {
            isBehind |= IsAppend(next) && next.Arguments.Any(argument => Is(argument.Value, text));
        }

        return isBehind && BuilderOf(append) is ILocalSymbol builder
            && seen.Body.MentionsOf(builder).Any(mention => Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "ToString" } whole && IsEncoded(whole, seen));
    }

    /// <summary>The text itself, not its length alone: a head that says how long the body is has none of the body in it.</summary>
    private static bool IsInIt(IOperation value, ISymbol text, Body body)
    {
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var todo = new Stack<IOperation>([value]);
        for (var steps = 0; todo.Count > 0; steps++)
        {
            foreach (var operation in Operations.BelowInFunction(todo.Pop()))
            {
                if (Makings.SymbolOf(operation) is not { } symbol || operation.Parent is IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_String } })
                {
                    continue;
                }

                // Where the way is long, or ends at something other than a plain local, all is taken to be in it.
                if (steps > 16 || SymbolEqualityComparer.Default.Equals(symbol, text))
                {
                    return true;
                }

                if (symbol is ILocalSymbol local && known.Add(local))
                {
                    foreach (var write in Writes.Among(body.MentionsOf(local)))
                    {
                        if (write.Value is not { } written)
                        {
                            return true;
                        }

                        todo.Push(written);
                    }
                }
            }
        }

        return false;
    }

    private static AnnouncedLength? Here(IOperation top, ISymbol text, Seen seen)
    {
        switch (top.Parent)
        {
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation declared } assignment when IsOverwritten(assignment, declared, seen):
                return null;

            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } when seen.Types.TopicsOf(target.Property).HasAny(Topics.DeclaresLength) || target.Arguments.Any(IsLengthHeader):
            case IInterpolationOperation { Parent: IInterpolatedStringOperation whole } hole when IsBehindLengthHeader(whole, hole):
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum when IsBehindLengthHeader(sum, top):
            case IArgumentOperation { Parent: { } headerCall } when Uses.ArgumentsOf(headerCall).Any(IsLengthHeader):
                return new AnnouncedLength(text, isHeader: true);

            case IInterpolationOperation { Parent: IInterpolatedStringOperation whole } hole when whole.Parts.Any(part => part.Syntax.SpanStart > hole.Syntax.SpanStart && part is IInterpolationOperation other && Is(other.Expression, text)) && IsEncoded(whole, seen):
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum when IsAheadOfItsText(sum, top, text) && IsEncoded(sum, seen):
                return new AnnouncedLength(text);

            case IArgumentOperation { Parent: IInvocationOperation append } when IsAppend(append) && IsAppendedAheadOfItsText(append, text, seen):
                return new AnnouncedLength(text);

            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                var topics = seen.Types.TopicsOf(call.TargetMethod);
                return topics.HasAny(Topics.WritesNumber) ? new AnnouncedLength(text, isPrefix: true)
                    : topics.HasAny(Topics.RentsBuffer) ? (IsFilledWith(call, text, seen) ? new AnnouncedLength(text) : null)
                    : topics.HasAny(Topics.SendsBytes) && argument.Parameter?.Name is "count" or "size" && EncodersOf(text, seen.Body).Any(encode => IsGivenTo(encode, call, seen)) ? new AnnouncedLength(text)
                    : null;

            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { Type.SpecialType: SpecialType.System_Byte } }:
                return new AnnouncedLength(text, isPrefix: true);

            case IArrayCreationOperation { Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } } creation when IsFilledWith(creation, text, seen):
                return new AnnouncedLength(text);

            default:
                return null;
        }
    }

    /// <summary>Another length takes its place before anything else is done with the request.</summary>
    private static bool IsOverwritten(IOperation write, IPropertyReferenceOperation declared, Seen seen)
    {
        if (declared.Instance is null || Makings.SymbolOf(Uses.Plain(declared.Instance)) is not ILocalSymbol request)
        {
            return false;
        }

        var (others, rest) = (new List<IOperation>(), new List<IOperation>());
        foreach (var mention in seen.Body.MentionsOf(request).Where(mention => !ReferenceEquals(mention, Uses.Plain(declared.Instance)) && mention is not IVariableDeclaratorOperation))
        {
            var isOther = Uses.UserOf(mention) is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation } property && SymbolEqualityComparer.Default.Equals(property.Property, declared.Property) && Write.By(property) is not null;
            (isOther ? others : rest).Add(isOther ? mention.Parent!.Parent! : mention);
        }

        return others.Count > 0
            && Paths.Around(write, seen.Body, seen.Cancellation) is { } paths
            && paths.Reaches(write, paths.Any(rest), paths.Any(others), Exceptions.Thrown) == Answer.No;
    }

    /// <summary>Up through casts, sums, shifts, <c>ToString</c> and byte order.</summary>
    private static IOperation Climb(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: not SpecialType.System_String }:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.RightShift or BinaryOperatorKind.And }:
                    value = value.Parent;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ToString" } text when ReferenceEquals(text.Instance, value):
                    value = text;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "HostToNetworkOrder" or "ReverseEndianness" or "ToInt16" or "ToInt32" or "ToUInt16" or "ToUInt32" or "ToByte", DeclaringSyntaxReferences.IsEmpty: true } } through }:
                    value = through;
                    break;
                default:
                    return value;
            }
        }
    }

    private static bool IsLengthHeader(IArgumentOperation argument) =>
        argument.Value.ConstantValue is { HasValue: true, Value: string text } && text.IndexOf(Text.LengthHeader, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsBehindLengthHeader(IInterpolatedStringOperation whole, IInterpolationOperation hole) =>
        whole.Parts.IndexOf(hole) is > 0 and var at
        && whole.Parts[at - 1] is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string before } }
        && EndsWithLengthHeader(before);

    private static bool IsBehindLengthHeader(IBinaryOperation sum, IOperation length)
    {
        var before = ReferenceEquals(Uses.Plain(sum.RightOperand), Uses.Plain(length)) ? sum.LeftOperand : null;
        while (before is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } more)
        {
            before = more.RightOperand;
        }

        return before?.ConstantValue is { HasValue: true, Value: string text } && EndsWithLengthHeader(text);
    }

    /// <summary><c>text.Length + ":" + text</c>.</summary>
    private static bool IsAheadOfItsText(IBinaryOperation sum, IOperation length, ISymbol text)
    {
        for (IOperation part = sum; part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } more; part = part.Parent!)
        {
            if (more.RightOperand.Syntax.SpanStart > length.Syntax.SpanStart && Is(more.RightOperand, text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text is what <c>GetBytes</c> is given, directly or by a local.</summary>
    private static bool IsEncoded(IOperation text, Seen seen)
    {
        while (text.Parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add })
        {
            text = text.Parent;
        }

        var fate = Fate.Of(text);
        return IsGetBytes(fate) || (fate is { Kind: FateKind.Stored, Into: ILocalSymbol local } && Writes.ReadsAmong(seen.Body.MentionsOf(local)).Any(read => IsGetBytes(Fate.Of(read))));

        static bool IsGetBytes(Fate fate) => fate is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetBytes" } } };
    }

    private static bool Is(IOperation value, ISymbol text) => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(value)), text);

    private static bool EndsWithLengthHeader(string text) => text.TrimEnd(' ', ':', '"').EndsWith(Text.LengthHeader, StringComparison.OrdinalIgnoreCase);

    /// <summary>The bytes of the text are put into the array that is made or rented.</summary>
    private static bool IsFilledWith(IOperation creation, ISymbol text, Seen seen) =>
        Fate.Of(creation) is { Kind: FateKind.Stored, Into: ILocalSymbol array }
        && EncodersOf(text, seen.Body).Any(encode => seen.Body.MentionsOf(array).Any(mention =>
            Operations.Above<IArgumentOperation>(mention) is { Parent: IInvocationOperation call } && (ReferenceEquals(call, encode) || IsGivenTo(encode, call, seen))));

    /// <summary>The encoded bytes are an argument of the call, or what it is called on; directly or through a local.</summary>
    private static bool IsGivenTo(IInvocationOperation encode, IInvocationOperation call, Seen seen) =>
        Operations.Contains(call, encode)
        || (Fate.Of(encode) is { Kind: FateKind.Stored, Into: { } bytes } && Operations.Below(call).Any(operation => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), bytes)));

    /// <summary>A <c>StreamWriter</c> of UTF-8 (its default) is given the text.</summary>
    private bool IsWritten(Seen seen) =>
        seen.Net.CallsOf(Topics.WritesThroughWriter).OfType<IInvocationOperation>().Any(write =>
            write.Arguments.Any(argument => Makings.Of(argument.Value, seen.Body).Contains(_text))
            && Uses.ReceiverOf(write) is { } writer
            && Origin.Of(writer, seen.Sources) is { IsEmpty: false } origins
            && origins.All(origin => origin is IObjectCreationOperation creation && NetTypes.Is(creation.Type, seen.Types.StreamWriter)
                && (Uses.ArgumentOf(creation, "encoding") is not { } encoding || Encodings.WidthOf(encoding, seen.Sources) == CharacterWidth.Several)));

    /// <summary><c>new StringContent(text)</c>, which is of UTF-8 where nobody says otherwise.</summary>
    private bool IsMadeContent(Seen seen) =>
        Operations.Below(seen.Body.Root).OfType<IObjectCreationOperation>().Any(made =>
            made.Type is { Name: "StringContent", ContainingNamespace.Name: "Http" } && made.Arguments.Length > 0 && Is(made.Arguments[0].Value, _text)
            && (Uses.ArgumentOf(made, "encoding") is not { } encoding || Encodings.WidthOf(encoding, seen.Sources) == CharacterWidth.Several));

    /// <summary>The body sends over a connection, or its type deals with one.</summary>
    private static bool GoesOut(Seen seen) =>
        seen.Net.CallsOf(Topics.SendsBytes).Any(send => Connections.Carries(Uses.ReceiverOf(send), seen))
        || (seen.Body.Owner?.ContainingType is { } type && seen.Sources.NamesIn(type, Text.ConnectionNames).Any());
}
