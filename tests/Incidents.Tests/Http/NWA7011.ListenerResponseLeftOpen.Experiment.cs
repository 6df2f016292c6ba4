using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7011: on the way that does not close its response, the client waits.</summary>
public sealed class ListenerResponseLeftOpenExperiment
{
    [Fact]
    public async Task A_client_whose_response_stays_open_waits() => Assert.False(await IsAnswered(Pitfall.Answer));

    [Fact]
    public async Task A_client_whose_response_is_closed_has_its_answer() => Assert.True(await IsAnswered(Mended.Answer));

    private static async Task<bool> IsAnswered(Action<HttpListenerContext> answer)
    {
        using var listener = new HttpListener();
        var address = $"http://localhost:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        using var client = new HttpClient();
        var asking = client.DeleteAsync(new Uri(address));
        var context = await listener.GetContextAsync().Bounded();
        await Patience.OnOwnThread(() => answer(context)).Bounded();
        var isAnswered = !await asking.StillWaits();
        context.Response.Abort();
        try
        {
            using var response = await asking.Bounded();
        }
        catch (HttpRequestException)
        {
        }

        return isAnswered;
    }

    private static int FreePort()
    {
        using var listener = Loopback.Listen();
        return listener.Address().Port;
    }

    private static class Pitfall
    {
        public static void Answer(HttpListenerContext context)
        {
            if (context.Request.HttpMethod == "GET")
            {
                context.Response.Close([1, 2, 3], willBlock: true);
            }
            else
            {
                context.Response.StatusCode = 405;
            }
        }
    }

    private static class Mended
    {
        public static void Answer(HttpListenerContext context)
        {
            try
            {
                if (context.Request.HttpMethod == "GET")
                {
                    context.Response.OutputStream.Write([1, 2, 3]);
                }
                else
                {
                    context.Response.StatusCode = 405;
                }
            }
            finally
            {
                context.Response.Close();
            }
        }
    }
}
