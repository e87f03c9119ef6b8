# Easel as a server: docker build -t easel . && docker run -e EASEL_TOKEN=... -p 127.0.0.1:7860:7860 -v easel:/data easel
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /easel
COPY . .
# For this image's system alone: libraries of others are 450 MB. Compiled ahead, since a container often starts.
RUN dotnet publish src/Easel.Cli -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /out /opt/easel
RUN mkdir /data && chown $APP_UID /data

# Jobs and pictures are in /data; what can be had again (prepared weights, hashes) is in /data/cache.
ENV EASEL_CACHE=/data/cache \
    HOME=/data \
    DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 7860
USER $APP_UID
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7860 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]

# A container's own loopback is reached by nobody: it listens to all addresses, and asks for the token.
ENTRYPOINT ["/opt/easel/easel", "serve", "--host", "0.0.0.0", "--data", "/data"]
