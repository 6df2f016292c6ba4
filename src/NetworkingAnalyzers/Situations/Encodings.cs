using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>What is known of a text and of the encoding that turns it into bytes.</summary>
internal static class Encodings
{
    private const int Budget = 64;

    /// <summary>How wide the characters of an encoding are. Several (or units) only where every origin says so.</summary>
    public static CharacterWidth WidthOf(IOperation? encoding, Sources sources)
    {
        if (encoding is null)
        {
            return CharacterWidth.Unknown;
        }

        var width = CharacterWidth.Unknown;
        foreach (var origin in Origin.Of(encoding, sources))
        {
            var one = origin switch
            {
                IInvocationOperation { TargetMethod: { Name: "GetEncoding", ContainingType.Name: "Encoding" }, Arguments: { Length: > 0 } arguments } => Text.WidthOf(arguments[0].Value.ConstantValue.Value),
                IPropertyReferenceOperation or IObjectCreationOperation => Text.WidthOf(Uses.MemberOf(origin)!),
                _ => CharacterWidth.Unknown,
            };
            if (one is CharacterWidth.OneByte or CharacterWidth.Unknown)
            {
                return one;
            }

            width = width is CharacterWidth.Units ? width : one;
        }

        return width;
    }

    /// <summary>Whether the text can be seen to hold nothing but ASCII: it is as long in bytes as in characters.</summary>
    public static bool IsAscii(IOperation text, Sources sources)
    {
        var todo = new Stack<IOperation>();
        todo.Push(text);
        for (var steps = 0; todo.Count > 0; steps++)
        {
            if (steps > Budget)
            {
                return false;
            }

            var part = Uses.Plain(todo.Pop());
            switch (part)
            {
                case { ConstantValue: { HasValue: true, Value: var constant } }:
                    if (constant is string or char && constant.ToString().Any(c => c > 127))
                    {
                        return false;
                    }

                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                    todo.Push(sum.LeftOperand);
                    todo.Push(sum.RightOperand);
                    break;
                case IInterpolatedStringOperation interpolated:
                    foreach (var piece in interpolated.Parts)
                    {
                        todo.Push(piece is IInterpolationOperation hole ? hole.Expression : piece is IInterpolatedStringTextOperation fixedText ? fixedText.Text : piece);
                    }

                    break;
                case IInvocationOperation call when Text.MakesAscii(call.TargetMethod):
                    break;
                case { Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 }:
                    break;
                case ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation:
                    var origins = Origin.Of(part, sources);
                    if (origins.IsEmpty || origins.Any(origin => origin.Syntax == part.Syntax || origin is ILocalReferenceOperation or IParameterReferenceOperation or IVariableDeclaratorOperation))
                    {
                        return false;
                    }

                    foreach (var origin in origins)
                    {
                        todo.Push(origin);
                    }

                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
