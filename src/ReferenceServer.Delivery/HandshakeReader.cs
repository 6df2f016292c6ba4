using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>Reads the frames of a handshake, one at a time: nothing behind a frame is looked at before it is answered.</summary>
internal static class HandshakeReader
{
    public delegate (ErrorCode Error, T? Value) Parse<T>(in Frame frame);

    /// <summary>The next frame, parsed. A goodbye in its place gives the code that it carries.</summary>
    public static async Task<(ErrorCode Error, T? Value)> ReadAsync<T>(PipeReader input, Parse<T> parse, CancellationToken late)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(late).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return (ErrorCode.HandshakeTooSlow, default);
            }

            var buffer = result.Buffer;
            var whole = buffer;
            var found = FrameReader.Read(ref buffer, Frame.ControlBodyLimit, out var frame, out var error);
            (ErrorCode Error, T? Value)? read = found switch
            {
                FrameFound.Bad => (error, default),
                FrameFound.Frame when frame.Kind == FrameKind.Bye => (Bye.Read(frame, out var bye) == ErrorCode.None ? bye.Code : ErrorCode.MalformedBody, default),
                FrameFound.Frame => parse(frame),
                _ when result.IsCompleted => (ErrorCode.EndedInsideFrame, default),
                _ => null,
            };
            input.AdvanceTo(buffer.Start, found == FrameFound.NeedMore ? whole.End : buffer.Start);
            if (read is { } answer)
            {
                return answer;
            }
        }
    }
}
