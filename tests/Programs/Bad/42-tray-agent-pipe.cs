using System.IO.Pipes;
using System.Text;

namespace TrayAgent;

/// <summary>The tray icon and the command line tool talk to the agent through a named pipe, one line each way.</summary>
public sealed class AgentPipe
{
    private const string Name = "tray-agent";
    private readonly Func<string, string> answer;

    public AgentPipe(Func<string, string> answer) => this.answer = answer;

    public async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pipe = new NamedPipeServerStream(Name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
            try
            {
                await pipe.WaitForConnectionAsync(stop);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                await pipe.DisposeAsync();
                continue;
            }

            await ServeAsync(pipe, stop); // BAD: accept-loop-blocked
        }
    }

    private async Task ServeAsync(NamedPipeServerStream pipe, CancellationToken stop)
    {
        await using (pipe)
        {
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
                deadline.CancelAfter(TimeSpan.FromSeconds(30));
                var buffer = new byte[1024];
                var n = await pipe.ReadAsync(buffer, deadline.Token);
                var question = Encoding.UTF8.GetString(buffer, 0, n).TrimEnd(); // BAD: partial-read-as-message
                await pipe.WriteAsync(Encoding.UTF8.GetBytes(answer(question) + "\n"), deadline.Token);
                await pipe.FlushAsync(deadline.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                Console.Error.WriteLine(e.Message);
            }
        }
    }

    public static async Task<string> AskAsync(string question, CancellationToken cancel)
    {
        using var pipe = new NamedPipeClientStream(".", Name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(2000, cancel);
        using (var writer = new StreamWriter(pipe, new UTF8Encoding(false)))
        {
            await writer.WriteLineAsync(question);
        }

        using var reader = new StreamReader(pipe, Encoding.UTF8); // BAD: stream-closed-by-writer
        return await reader.ReadLineAsync(cancel) ?? "";
    }
}
